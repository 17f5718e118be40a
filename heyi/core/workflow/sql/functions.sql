-- The archive of approvals (docs/adr/0009). The application may not take anything from tables that are only added to, nor
-- make or drop tables: these functions do it as the owner, and only what they have proved themselves.

-- Everything that is kept of a case, table by table, each in its own order.
CREATE OR REPLACE FUNCTION heyi_case_rows(one bigint, OUT kase jsonb, OUT tokens jsonb, OUT activations jsonb, OUT tasks jsonb,
  OUT subscriptions jsonb, OUT incidents jsonb, OUT decisions jsonb, OUT notes jsonb, OUT copies jsonb, OUT snapshots jsonb,
  OUT edits jsonb, OUT entries jsonb) LANGUAGE plpgsql STABLE SET timezone = 'UTC' AS $$
BEGIN
  SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') INTO kase FROM workflow_case t WHERE t.id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO tokens FROM workflow_token t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO activations FROM workflow_activation t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO tasks FROM workflow_task t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO subscriptions FROM workflow_subscription t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO incidents FROM workflow_incident t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO decisions FROM workflow_decision t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO notes FROM workflow_note t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO copies FROM workflow_copy t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.round), '[]') INTO snapshots FROM workflow_snapshot t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') INTO edits FROM workflow_edit t WHERE t.case_id = one;
  SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.seq), '[]') INTO entries FROM workflow_entry t WHERE t.case_id = one;
END $$;

-- SHA-256 over the texts of these values, in their order.
CREATE OR REPLACE FUNCTION heyi_sum_of(VARIADIC parts jsonb[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT encode(sha256(convert_to(string_agg(part::text, E'\n' ORDER BY place), 'UTF8')), 'hex')
     FROM unnest(parts) WITH ORDINALITY AS p(part, place) $$;

-- The same over a case as it stands in the tables of running cases.
CREATE OR REPLACE FUNCTION heyi_case_sum(one bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  r record;
BEGIN
  SELECT * INTO r FROM heyi_case_rows(one);
  RETURN heyi_sum_of(r.kase, r.tokens, r.activations, r.tasks, r.subscriptions, r.incidents, r.decisions, r.notes, r.copies,
    r.snapshots, r.edits, r.entries);
END $$;

-- The partition of the month (UTC) in which something ended, made when it is not there: row-level security on itself, and
-- no right for the application, which reaches it through the whole table only. Made beside and then attached, so that
-- reading and writing the archive goes on.
CREATE OR REPLACE FUNCTION heyi_archive_partition(moment timestamptz) RETURNS text LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  since timestamptz := date_trunc('month', moment);
  part text := 'workflow_archived_' || to_char(since, 'YYYYMM');
BEGIN
  IF to_regclass(part) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('workflow.archive.partition', 0));
  END IF;
  IF to_regclass(part) IS NULL THEN
    PERFORM heyi_archive_table(part, since);
    EXECUTE format('ALTER TABLE workflow_archived ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, since,
      since + interval '1 month');
  END IF;
  RETURN part;
END $$;

-- A table that can become a partition: the constraint proves its bounds, so attaching reads no row.
CREATE OR REPLACE FUNCTION heyi_archive_table(part text, since timestamptz) RETURNS void LANGUAGE plpgsql
  SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  EXECUTE format('CREATE TABLE %I (LIKE workflow_archived INCLUDING ALL)', part);
  EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (closed_at >= %L AND closed_at < %L)', part, part || '_bounds', since,
    since + interval '1 month');
  PERFORM heyi_archive_wall(part);
END $$;

CREATE OR REPLACE FUNCTION heyi_archive_wall(part text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  who text;
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
  IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'public' AND tablename = part) THEN
    EXECUTE format('CREATE POLICY company_wall ON %I USING (company_id = ANY (heyi_companies())) '
      'WITH CHECK (company_id = ANY (heyi_companies()))', part);
  END IF;
  FOR who IN SELECT rolname FROM pg_roles WHERE rolname IN ('heyi_app', 'heyi_readonly') LOOP
    EXECUTE format('REVOKE ALL ON %I FROM %I', part, who);
  END LOOP;
END $$;

-- What row-level security hides from the owner would be lost when a partition is made anew.
CREATE OR REPLACE FUNCTION heyi_archive_sees_all() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
    RAISE EXCEPTION 'The owner of the database must see every company (BYPASSRLS).';
  END IF;
END $$;

-- Take cases out of the tables of running cases. Each must stand in the archive with exactly what these tables hold now;
-- otherwise nothing is taken.
CREATE OR REPLACE FUNCTION heyi_archive_take(cases bigint[]) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  taken bigint;
  part text;
BEGIN
  IF EXISTS (
    SELECT 1 FROM unnest(cases) AS one
     WHERE NOT EXISTS (
       SELECT 1 FROM workflow_archived a
        WHERE a.id = one AND a.company_id = ANY (heyi_companies()) AND a.sha256 = heyi_case_sum(one)
          AND a.sha256 = heyi_sum_of(a.kase, a.tokens, a.activations, a.tasks, a.subscriptions, a.incidents, a.decisions,
                a.notes, a.copies, a.snapshots, a.edits, a.entries))) THEN
    RAISE EXCEPTION 'A case is not in the archive as it is.' USING ERRCODE = 'HY002';
  END IF;
  PERFORM set_config('app.archiving', 'on', true);
  FOREACH part IN ARRAY ARRAY['draft', 'entry', 'edit', 'snapshot', 'copy', 'note', 'decision', 'incident', 'subscription', 'task',
    'activation', 'token'] LOOP
    EXECUTE format('DELETE FROM %I WHERE case_id = ANY ($1)', 'workflow_' || part) USING cases;
  END LOOP;
  DELETE FROM workflow_case WHERE id = ANY (cases);
  GET DIAGNOSTICS taken = ROW_COUNT;
  PERFORM set_config('app.archiving', '', true);
  IF taken <> cardinality(cases) THEN
    RAISE EXCEPTION 'A case has gone meanwhile.' USING ERRCODE = 'HY002';
  END IF;
  RETURN taken;
END $$;

-- Put archived cases back as they were. Columns that did not exist then get their defaults.
CREATE OR REPLACE FUNCTION heyi_archive_return(cases bigint[]) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  one bigint;
  kept workflow_archived;
  place text[];
  rows jsonb;
  names text;
  back record;
BEGIN
  FOREACH one IN ARRAY cases LOOP
    SELECT * INTO kept FROM workflow_archived a WHERE a.id = one AND a.company_id = ANY (heyi_companies());
    IF NOT FOUND THEN
      RAISE EXCEPTION 'The case is not in the archive.' USING ERRCODE = 'HY002';
    END IF;
    FOREACH place SLICE 1 IN ARRAY ARRAY[['case', 'kase'], ['token', 'tokens'], ['activation', 'activations'], ['task', 'tasks'],
      ['subscription', 'subscriptions'], ['incident', 'incidents'], ['decision', 'decisions'], ['note', 'notes'],
      ['copy', 'copies'], ['snapshot', 'snapshots'], ['edit', 'edits'], ['entry', 'entries']] LOOP
      rows := to_jsonb(kept) -> place[2];
      SELECT string_agg(quote_ident(column_name), ', ') INTO names FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = 'workflow_' || place[1] AND is_generated = 'NEVER'
         AND rows -> 0 ? column_name::text;
      IF names IS NOT NULL THEN
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$I, $1)',
          'workflow_' || place[1], names) USING rows;
      END IF;
    END LOOP;
    SELECT * INTO back FROM heyi_case_rows(one);
    IF NOT heyi_archive_same(back.kase, kept.kase) OR NOT heyi_archive_same(back.tokens, kept.tokens)
      OR NOT heyi_archive_same(back.activations, kept.activations) OR NOT heyi_archive_same(back.tasks, kept.tasks)
      OR NOT heyi_archive_same(back.subscriptions, kept.subscriptions)
      OR NOT heyi_archive_same(back.incidents, kept.incidents) OR NOT heyi_archive_same(back.decisions, kept.decisions)
      OR NOT heyi_archive_same(back.notes, kept.notes) OR NOT heyi_archive_same(back.copies, kept.copies)
      OR NOT heyi_archive_same(back.snapshots, kept.snapshots) OR NOT heyi_archive_same(back.edits, kept.edits)
      OR NOT heyi_archive_same(back.entries, kept.entries) THEN
      RAISE EXCEPTION 'The case did not come back as it was.' USING ERRCODE = 'HY002';
    END IF;
  END LOOP;
  PERFORM set_config('app.archiving', 'on', true);
  DELETE FROM workflow_archived WHERE id = ANY (cases);
  PERFORM set_config('app.archiving', '', true);
  RETURN cardinality(cases);
END $$;

-- As many rows in the same order, each with everything that it had.
CREATE OR REPLACE FUNCTION heyi_archive_same(now jsonb, before jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT jsonb_array_length(now) = jsonb_array_length(before) AND NOT EXISTS (
     SELECT 1 FROM jsonb_array_elements(before) WITH ORDINALITY AS b(was, place)
      WHERE NOT now -> (place::int - 1) @> was) $$;

-- Let go of what a month holds of cases whose time is over (their seals say so), by dropping its partition. What stays is
-- copied into a new one first, counted and proved; all of it happens or nothing. Reading waits only for the exchange.
CREATE OR REPLACE FUNCTION heyi_archive_drop(moment timestamptz, OUT gone bigint, OUT stayed bigint) LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  since timestamptz := date_trunc('month', moment);
  part text := 'workflow_archived_' || to_char(since, 'YYYYMM');
  fresh text := part || '_new';
  whole bigint;
  copied bigint;
  proved boolean;
BEGIN
  gone := 0;
  stayed := 0;
  PERFORM heyi_archive_sees_all();
  PERFORM pg_advisory_xact_lock(hashtextextended('workflow.archive.partition', 0));
  IF to_regclass(part) IS NULL THEN
    RETURN;
  END IF;
  -- Rather later than in everybody's way.
  PERFORM set_config('lock_timeout', '3s', true);
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', part);
  EXECUTE format('SELECT count(*), count(*) FILTER (WHERE s.id IS NOT NULL) FROM %I a LEFT JOIN workflow_seal s '
    'ON s.case_id = a.id AND s.left_in IS NULL', part) INTO whole, stayed;
  gone := whole - stayed;
  IF gone = 0 THEN
    RETURN;
  END IF;
  EXECUTE format('SELECT count(*) FROM %I a WHERE NOT EXISTS (SELECT 1 FROM workflow_seal s WHERE s.case_id = a.id)', part)
    INTO copied;
  IF copied > 0 THEN
    RAISE EXCEPTION '% holds cases that were never sealed.', part USING ERRCODE = 'HY002';
  END IF;
  IF stayed > 0 THEN
    PERFORM heyi_archive_table(fresh, since);
    EXECUTE format('INSERT INTO %I SELECT a.* FROM %I a JOIN workflow_seal s ON s.case_id = a.id AND s.left_in IS NULL', fresh,
      part);
    EXECUTE format('SELECT count(*), coalesce(bool_and(n.sha256 = s.sha256 AND n.sha256 = heyi_sum_of(n.kase, n.tokens, '
      'n.activations, n.tasks, n.subscriptions, n.incidents, n.decisions, n.notes, n.copies, n.snapshots, n.edits, n.entries)), false) '
      'FROM %I n JOIN workflow_seal s ON s.case_id = n.id AND s.left_in IS NULL', fresh) INTO copied, proved;
    IF copied <> stayed OR NOT proved THEN
      RAISE EXCEPTION 'What has to stay of % was not copied whole.', part USING ERRCODE = 'HY002';
    END IF;
  END IF;
  EXECUTE format('ALTER TABLE workflow_archived DETACH PARTITION %I', part);
  EXECUTE format('DROP TABLE %I', part);
  IF stayed > 0 THEN
    EXECUTE format('ALTER TABLE %I RENAME TO %I', fresh, part);
    EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', part, fresh || '_bounds', part || '_bounds');
    EXECUTE format('ALTER TABLE workflow_archived ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, since,
      since + interval '1 month');
  END IF;
END $$;

REVOKE EXECUTE ON FUNCTION heyi_archive_partition(timestamptz), heyi_archive_take(bigint[]), heyi_archive_return(bigint[]),
  heyi_archive_drop(timestamptz) FROM PUBLIC;
