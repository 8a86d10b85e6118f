UPDATE access_grant SET person = $pseudonym, name = $pseudonym WHERE person = $person
