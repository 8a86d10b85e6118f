UPDATE {table} SET {column} = $new WHERE {column} = $old
