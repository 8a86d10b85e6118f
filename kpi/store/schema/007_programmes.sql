-- Whose programme a row is of, where several share a store: its pack's id. Rows from before there could be several get the pack that the
-- store was made with when it is next opened (kpi.store.owning). Of an event null stays null where it is everyone's: imports, answers,
-- restores, rules. Facts, organisation and imports are common and have none.
ALTER TABLE revision ADD COLUMN programme VARCHAR;
ALTER TABLE assessment ADD COLUMN programme VARCHAR;
ALTER TABLE action_change ADD COLUMN programme VARCHAR;
ALTER TABLE action_report ADD COLUMN programme VARCHAR;
ALTER TABLE action_link ADD COLUMN programme VARCHAR;
ALTER TABLE judgement ADD COLUMN programme VARCHAR;
ALTER TABLE annotation ADD COLUMN programme VARCHAR;
ALTER TABLE presentation ADD COLUMN programme VARCHAR;
ALTER TABLE access_grant ADD COLUMN programme VARCHAR;
ALTER TABLE event ADD COLUMN programme VARCHAR;
