"""PDF: lines, columns, tables, forms and headings found on its pages."""
