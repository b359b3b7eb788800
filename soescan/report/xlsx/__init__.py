"""What a workbook consists of: formats of cells, sheets, the first page, and what is printed."""
