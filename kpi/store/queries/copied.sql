-- A table's own rows in memory, in its place until they are dropped.
CREATE TEMP TABLE {table} AS FROM {table}
