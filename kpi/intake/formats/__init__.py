"""A module a file format: bytes that ``container`` has recognised → sheets as text, with what the format tells beside the text.

What each format tells (``Traits`` and the text of numbers):

============================  ==========  =====  ====  ====  =====
..                            xlsx, xlsm  xlsb   xls   ods   text
============================  ==========  =====  ====  ====  =====
merged cells                  yes         yes    yes   yes   –
hidden sheets, rows, columns  yes         yes    yes   yes   –
a filter that is on           yes         yes    yes   yes   –
links to other files          yes         yes    no    yes   –
percent signs                 yes         yes    yes   yes   as is
zeros in front of codes       yes         yes    yes   yes   as is
formulas without a value      yes         no     (1)   yes   –
the word SYNTETISK in the     yes         yes    no    yes   –
document's properties
============================  ==========  =====  ====  ====  =====

(1) Only where the program that wrote the file does not work formulas out. A binary workbook always has a value: Excel alone writes it.
"""
