-- Budgets that were set in the portal, over the catalog's. An entry is never changed: another follows. amount is null where a budget
-- ends. Of two from the same day the later one counts.
CREATE TABLE budget_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope      text NOT NULL CHECK (scope IN ('service', 'team', 'total')),
    name       text NOT NULL,
    period     text NOT NULL CHECK (period IN ('day', 'month')),
    valid_from date NOT NULL,
    amount     numeric CHECK (amount > 0),
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    reason     text NOT NULL CHECK (reason <> ''),
    CHECK ((scope = 'total') = (name = ''))
);

CREATE FUNCTION budget_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'budgets are never changed: set another';
END $$;
CREATE TRIGGER budget_entries_stay BEFORE UPDATE OR DELETE ON budget_entries FOR EACH ROW EXECUTE FUNCTION budget_entries_stay();
