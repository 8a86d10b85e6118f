SELECT DISTINCT year FROM {rollup} {own} ORDER BY year
