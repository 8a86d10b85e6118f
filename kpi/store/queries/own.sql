UPDATE {table} SET programme = $programme WHERE programme IS NULL {but}
