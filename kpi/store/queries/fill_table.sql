INSERT INTO {table} SELECT * FROM copied
