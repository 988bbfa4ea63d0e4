-- What providers charged. An invoice stays as it was loaded; a wrong one is withdrawn and loaded again.
CREATE TABLE invoices (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider     text NOT NULL,
    number       text NOT NULL,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    currency     text NOT NULL,
    -- What one unit of its currency cost in the price book's at the end of the month.
    rate         numeric NOT NULL CHECK (rate > 0),
    file         text NOT NULL,
    loaded_at    timestamptz NOT NULL,
    loaded_by    text NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text
);
CREATE UNIQUE INDEX invoices_number ON invoices (provider, number) WHERE withdrawn_at IS NULL;
CREATE INDEX invoices_month ON invoices (month);

CREATE TABLE invoice_lines (
    invoice_id  bigint NOT NULL REFERENCES invoices,
    line        integer NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('usage', 'commitment', 'credit', 'tax')),
    price_key   text,
    description text NOT NULL,
    -- In the invoice's currency; credits are below 0.
    amount      numeric NOT NULL,
    PRIMARY KEY (invoice_id, line)
);
