-- A table of the store's with rows laid over it, for one cursor: ``whole`` is its full name, since the view takes the short one.
CREATE OR REPLACE TEMP VIEW {table} AS
SELECT * FROM {whole}
UNION ALL BY NAME
SELECT * FROM {over}
