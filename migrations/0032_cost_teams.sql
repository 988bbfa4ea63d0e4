-- Whose service it was on that day: stays with the day, whatever the catalog says later. Null: closed before this was kept; the next
-- run of the daily job writes the catalog's team of then, which is what reports showed of these days.
ALTER TABLE cost_days ADD COLUMN team text;
