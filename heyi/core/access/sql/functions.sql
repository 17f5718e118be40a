-- Functions of every install; replaced at each migration, so this file is the one truth.

CREATE OR REPLACE FUNCTION heyi_companies() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('app.companies', true), ''), ',')::bigint[] $$;

-- The version and the time of change belong to the database: a path that forgets them cannot exist.
CREATE OR REPLACE FUNCTION heyi_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW IS NOT DISTINCT FROM OLD THEN
      RETURN NEW;
    END IF;
    NEW.version := OLD.version + 1;
    NEW.created_at := OLD.created_at;
    NEW.created_by_id := OLD.created_by_id;
    NEW.company_id := OLD.company_id;
  ELSE
    NEW.version := 1;
    NEW.created_by_id := coalesce(nullif(current_setting('app.employee', true), '')::bigint, NEW.created_by_id);
  END IF;
  NEW.updated_at := clock_timestamp();
  NEW.updated_by_id := nullif(current_setting('app.employee', true), '')::bigint;
  RETURN NEW;
END $$;

-- Runs as the owner: the application itself may not insert into the audit, so nobody can forge an entry.
CREATE OR REPLACE FUNCTION heyi_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
  unlogged text[] := ARRAY['version', 'updated_at', 'updated_by_id', 'created_at', 'created_by_id', 'search', 'company_id', 'id'];
  changes jsonb;
  whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
BEGIN
  SELECT jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)) INTO changes
    FROM (SELECT jsonb_object_keys(before || after) AS key) keys
   WHERE key <> ALL (unlogged)
     AND (before -> key IS DISTINCT FROM after -> key)
     AND NOT (coalesce(before -> key, 'null') = 'null' AND coalesce(after -> key, 'null') = 'null');
  -- A new version always leaves a row, also when only the lines below it or the search words have changed.
  IF changes IS NULL AND TG_OP = 'UPDATE' AND before -> 'version' IS NOT DISTINCT FROM after -> 'version' THEN
    RETURN NULL;
  END IF;
  INSERT INTO audit_auditentry
    (company_id, resource, record_id, operation, changes, verb, employee_id, actor, request_id, at)
  VALUES ((whole ->> 'company_id')::bigint, TG_ARGV[0], (whole ->> 'id')::bigint, lower(TG_OP), coalesce(changes, '{}'),
    coalesce(current_setting('app.verb', true), ''), nullif(current_setting('app.employee', true), '')::bigint,
    coalesce(current_setting('app.actor', true), ''), coalesce(current_setting('app.request', true), ''),
    clock_timestamp());
  RETURN NULL;
END $$;

-- The one exception: the owner's function that has proved a case's rows to stand in the archive, or to have come back from
-- there (workflow/sql/functions.sql), takes them away. The application can name the act, but it is not the owner.
CREATE OR REPLACE FUNCTION heyi_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('app.archiving', true) = 'on'
    AND TG_TABLE_NAME ~ '^workflow_(entry|snapshot|edit|note|decision|archived(_[0-9]{6})?)$'
    AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
  THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The rows of % are never changed or removed.', TG_TABLE_NAME USING ERRCODE = 'HY001';
END $$;

-- Who the user is, in one round trip: employments, departments, grants, field rules. It also opens row-level security
-- for the rest of the transaction. The first setting lets exactly the user's own employments through.
CREATE OR REPLACE FUNCTION heyi_actor(who bigint, wanted bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  employed bigint[];
  companies bigint[];
  groups bigint[];
  me bigint;
  home bigint;
  mine bigint[];
  result jsonb;
BEGIN
  PERFORM set_config('app.user', who::text, true);
  SELECT array_agg(e.company_id ORDER BY e.id) INTO employed
    FROM org_employee e JOIN org_user u ON u.id = e.user_id
   WHERE e.user_id = who AND e.status = 'active' AND u.is_active;
  IF employed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('app.companies', array_to_string(employed, ','), true);
  home := CASE WHEN wanted = ANY (employed) THEN wanted ELSE employed[1] END;
  companies := employed;
  -- Only the groups in which a role reaches that far: employment in one group opens nothing in another.
  SELECT array_agg(DISTINCT c.group_id) INTO groups
    FROM access_roleassignment a JOIN access_rolegrant g ON g.role_id = a.role_id
    JOIN org_employee e ON e.id = a.employee_id JOIN org_company c ON c.id = e.company_id
   WHERE e.user_id = who AND e.status = 'active' AND g.scope = 'group'
     AND (a.valid_to IS NULL OR a.valid_to >= current_date);
  IF groups IS NOT NULL THEN
    PERFORM set_config('app.groups', array_to_string(groups, ','), true);
    SELECT array_agg(id ORDER BY id) INTO companies FROM org_company WHERE group_id = ANY (groups) OR id = ANY (employed);
    PERFORM set_config('app.companies', array_to_string(companies, ','), true);
  END IF;
  SELECT id INTO me FROM org_employee WHERE user_id = who AND company_id = home;
  PERFORM set_config('app.employee', me::text, true);
  SELECT coalesce(array_agg(DISTINCT a.department_id), '{}') INTO mine
    FROM org_assignment a JOIN org_employee e ON e.id = a.employee_id
   WHERE e.user_id = who AND e.status = 'active' AND a.during @> current_date;
  SELECT jsonb_build_object(
    'employee_id', e.id, 'name', e.name, 'company_id', home, 'company_ids', to_jsonb(companies),
    'department_id', e.department_id, 'department_ids', to_jsonb(mine),
    'department_tree_ids', (SELECT coalesce(jsonb_agg(d.id), '[]') FROM org_department d WHERE d.path && mine),
    'grants', (SELECT coalesce(jsonb_agg(jsonb_build_array(g.permission, g.scope, r.company_id, r.name, g.departments, r.id,
                 CASE WHEN g.scope = 'group' THEN (SELECT jsonb_agg(o.id) FROM org_company o WHERE o.group_id = c.group_id) END)), '[]')
                 FROM access_roleassignment a JOIN access_role r ON r.id = a.role_id
                 JOIN access_rolegrant g ON g.role_id = r.id JOIN org_employee x ON x.id = a.employee_id
                 JOIN org_company c ON c.id = r.company_id
                WHERE x.user_id = who AND x.status = 'active' AND (a.valid_to IS NULL OR a.valid_to >= current_date)),
    'fields', (SELECT coalesce(jsonb_agg(jsonb_build_array(a.company_id, a.role_id, f.resource, f.field, f.mode)), '[]')
                 FROM access_roleassignment a JOIN org_employee x ON x.id = a.employee_id
                 LEFT JOIN access_fieldrule f ON f.role_id = a.role_id
                WHERE x.user_id = who AND x.status = 'active' AND (a.valid_to IS NULL OR a.valid_to >= current_date)),
    'groups', to_jsonb(groups), 'language', coalesce(nullif(u.language, ''), c.language), 'time_zone', coalesce(nullif(u.time_zone, ''), c.time_zone))
  INTO result
  FROM org_employee e JOIN org_user u ON u.id = who JOIN org_company c ON c.id = home WHERE e.id = me;
  PERFORM set_config('app.actor', result ->> 'name', true);
  RETURN result;
END $$;

-- Names the transactions that change who people are or what they may do (sealing.py says of which tables), so that
-- heyi_enter can tell whether what somebody remembers of a person still holds.
CREATE OR REPLACE FUNCTION heyi_people_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO access_peoplechange (transaction, at) VALUES (pg_current_xact_id()::text::bigint, clock_timestamp())
  -- A restored database may hold the number of an older cluster's transaction; its note must not go before its time.
  ON CONFLICT (transaction) DO UPDATE SET at = excluded.at WHERE access_peoplechange.at < excluded.at - interval '1 hour';
  RETURN NULL;
END $$;

-- The first statement of every request: whose credential this is, who acts, and under what name; one round trip.
-- Credential: the digest of an API key, or '' when the session has told the account already (who).
-- The caller may remember the actor with the snapshot in which it was read (known), the day, and the settings it came
-- with (told: companies, groups, employee, name). While every later change lies inside that snapshot, they are set again
-- and actor stays null; nothing else needs to be read. No lock is taken and no clock compared: a change counts from its
-- commit, for the next statement of anybody.
-- account is null when the credential opens nothing; actor is '' when the account works nowhere; snapshot is '' when what
-- was found must not be remembered.
CREATE OR REPLACE FUNCTION heyi_enter(
  credential text, who bigint, wanted bigint, request text, verb text, known text, known_on date, told text[],
  OUT account bigint, OUT actor text, OUT snapshot text, OUT today date) LANGUAGE plpgsql AS $$
BEGIN
  account := who;
  IF credential <> '' THEN
    SELECT k.user_id INTO account FROM access_apikey k JOIN org_user u ON u.id = k.user_id
     WHERE k.digest = credential AND k.revoked_at IS NULL AND u.is_active
       AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp());
    IF account IS NULL THEN
      RETURN;
    END IF;
  END IF;
  PERFORM set_config('app.request', request, true), set_config('app.verb', verb, true);
  IF known <> '' AND known_on = current_date AND account = who AND NOT EXISTS (
    SELECT 1 FROM access_peoplechange c WHERE c.transaction >= pg_snapshot_xmin(known::pg_snapshot)::text::bigint
       AND NOT pg_visible_in_snapshot(c.transaction::text::xid8, known::pg_snapshot))
  THEN
    PERFORM set_config('app.user', account::text, true), set_config('app.companies', told[1], true),
            set_config('app.groups', told[2], true), set_config('app.employee', told[3], true),
            set_config('app.actor', told[4], true);
    RETURN;
  END IF;
  -- Taken first: what is committed while the actor is read must count as new next time.
  snapshot := pg_current_snapshot()::text;
  today := current_date;
  actor := coalesce(heyi_actor(account, wanted)::text, '');
  -- What this very transaction has changed may yet be taken back.
  IF EXISTS (SELECT 1 FROM access_peoplechange c WHERE c.transaction = pg_current_xact_id_if_assigned()::text::bigint) THEN
    snapshot := '';
  END IF;
END $$;

-- One effect for one key: takes the key for this transaction and tells what was answered before, if anything. The lock
-- goes with the transaction, so also with a process that dies; each statement of the function sees what was committed
-- before it, so an answer stored while the lock was held elsewhere is found.
CREATE OR REPLACE FUNCTION heyi_once(who bigint, asked text, place int, spot int,
  OUT mine boolean, OUT request_hash text, OUT status int, OUT headers text, OUT body bytea) LANGUAGE plpgsql AS $$
BEGIN
  mine := pg_try_advisory_xact_lock(place, spot);
  IF mine THEN
    SELECT k.request_hash, k.status, k.headers::text, k.body INTO request_hash, status, headers, body
      FROM access_idempotencykey k WHERE k.user_id = who AND k.key = asked;
  END IF;
END $$;

-- Whether the user is at work in any company, on whichever side of the wall.
CREATE OR REPLACE FUNCTION heyi_employed(who bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  before text := coalesce(current_setting('app.user', true), '');
  found boolean;
BEGIN
  -- The policy of employees lets a user's own employments through.
  PERFORM set_config('app.user', who::text, true);
  SELECT EXISTS (SELECT 1 FROM org_employee WHERE user_id = who AND status = 'active') INTO found;
  PERFORM set_config('app.user', before, true);
  RETURN found;
END $$;
