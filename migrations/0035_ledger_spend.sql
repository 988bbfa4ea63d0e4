-- A commitment may be of money: its amount pays for use at a discount, until what the use would have cost by the price book is
-- amount / (1 - discount). Its price_key may be a pattern then: gpu.*
ALTER TABLE ledger_entries ADD COLUMN discount numeric CHECK (discount > 0 AND discount < 1);
DO $$
DECLARE old text;
BEGIN
    SELECT conname INTO STRICT old FROM pg_constraint WHERE conrelid = 'ledger_entries'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%per_day IS NULL%';
    EXECUTE format('ALTER TABLE ledger_entries DROP CONSTRAINT %I', old);
END $$;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_pays_for CHECK (num_nonnulls(per_day, discount) = num_nonnulls(price_key));
