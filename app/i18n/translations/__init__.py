"""The texts of the pages in German and Spanish."""
