"""PDF: lines, columns, tables, forms and headings."""
