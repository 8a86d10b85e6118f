-- What units have of their own: delivered yearly figures. gate is the n that the disclosure rule looks at.
SELECT grp, year, unit_no, depth, parent_no, children, sex, value, numerator, denominator, add_num, add_den, n, n AS gate, sd,
    0::TINYINT AS origin, NULL::INTEGER AS months, synthetic
FROM {facts}
WHERE month IS NULL
