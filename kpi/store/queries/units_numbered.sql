SELECT unit_no, code FROM unit_code WHERE list_contains($units::VARCHAR[], code)
