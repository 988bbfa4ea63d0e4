-- What is charged beside use: commitments, credits, taxes, each for some days. An entry is never changed; a wrong one is withdrawn
-- and another entered, and both stay.
CREATE TABLE ledger_entries (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('commitment', 'credit', 'tax')),
    provider    text NOT NULL,
    description text NOT NULL CHECK (description <> ''),
    -- Whose it is; null: of all together.
    service     text,
    from_day    date NOT NULL,
    to_day      date NOT NULL CHECK (to_day >= from_day),
    -- For all of its days, in its currency; credits are below 0.
    amount      numeric NOT NULL,
    currency    text NOT NULL,
    -- What one unit of its currency cost in the price book's on its first day.
    rate        numeric NOT NULL CHECK (rate > 0),
    -- A commitment to a price: so many units of it a day are paid by the amount.
    price_key   text,
    per_day     numeric CHECK (per_day > 0),
    entered_at  timestamptz NOT NULL,
    entered_by  text NOT NULL,
    reason      text NOT NULL CHECK (reason <> ''),
    CHECK ((price_key IS NULL) = (per_day IS NULL)),
    CHECK (price_key IS NULL OR kind = 'commitment'),
    CHECK (CASE kind WHEN 'credit' THEN amount < 0 ELSE amount > 0 END)
);
CREATE INDEX ledger_entries_days ON ledger_entries (from_day, to_day);

CREATE TABLE ledger_withdrawals (
    entry_id     bigint PRIMARY KEY REFERENCES ledger_entries,
    withdrawn_at timestamptz NOT NULL,
    withdrawn_by text NOT NULL,
    reason       text NOT NULL CHECK (reason <> '')
);

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the ledger are never changed: withdraw it and enter another';
END $$;
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER ledger_withdrawals_stay BEFORE UPDATE OR DELETE ON ledger_withdrawals FOR EACH ROW EXECUTE FUNCTION ledger_stays();
