-- What controllers say of the plan's milestones. Append-only; the last word holds. programme: the id of the pack, since milestones of several
-- may be kept beside each other. seq is the data version of the write.
-- state: how far it had come on day (an ISO date). shown: keys of the figures that could be seen then, as a JSON list; no figure is told.
CREATE TABLE milestone_assessment (
    seq BIGINT, time VARCHAR, who VARCHAR, programme VARCHAR, milestone VARCHAR, state VARCHAR, day VARCHAR, reason VARCHAR, shown VARCHAR
);
-- That an indicator shows a milestone, or no longer does.
CREATE TABLE milestone_indicator (
    seq BIGINT, time VARCHAR, who VARCHAR, programme VARCHAR, milestone VARCHAR, indicator VARCHAR, active BOOLEAN, reason VARCHAR
);
