-- The event log of one service. Applied by the owner of the database; the service itself may only call append and read.
-- Idempotent: every start may run it.

do $$
begin
  if not exists (select from pg_roles where rolname = 'servicedesk_service') then
    create role servicedesk_service nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'servicedesk_reader') then
    create role servicedesk_reader nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'servicedesk_reporting') then
    create role servicedesk_reporting nologin;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database of this server is being prepared at the same time
end $$;

create table if not exists events (
  position bigint generated always as identity primary key,
  stream text collate "C" not null,
  version int not null,
  type text collate "C" not null,
  data jsonb not null,
  meta jsonb not null,
  occurred timestamptz not null,
  at timestamptz not null,
  unique (stream, version)
);

-- An event is a fact: nobody changes or removes one, not even the owner by mistake.
create or replace function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'events are append-only: % is refused', lower(tg_op) using errcode = 'restrict_violation';
end $$;

create or replace trigger events_are_append_only
  before update or delete on events
  for each row execute function refuse_change();

create or replace trigger events_are_not_truncated
  before truncate on events
  for each statement execute function refuse_change();

-- The members with a stream that is not at its expected version, among streams expected at a version or beyond.
-- In plpgsql, as the others: its plans are kept by the connection, while those of a sql function are made at every call.
create or replace function stream_conflicts(stream_member int[], stream_name text[], stream_expected int[], from_version int) returns int[]
language plpgsql as $$
begin
  return (
    select coalesce(array_agg(distinct s.member), '{}')
    from unnest(stream_member, stream_name, stream_expected) s(member, name, expected)
    where s.expected >= from_version
      and s.expected <> coalesce((select e.version from events e where e.stream = s.name order by e.version desc limit 1), 0)
  );
end $$;

-- Inserts the events of all members but the refused ones, at consecutive positions; returns the first, 0 when there are none.
create or replace function insert_events(
  refused int[], event_member int[], event_stream text[], event_version int[], event_type text[], event_data jsonb[], event_meta jsonb[],
  event_occurred timestamptz[], recorded timestamptz)
returns bigint
language plpgsql as $$
declare
  first bigint;
  last bigint;
  written bigint;
begin
  with inserted as (
    insert into events (stream, version, type, data, meta, occurred, at)
    select e.stream, e.version, e.type, e.data, e.meta, e.occurred, recorded
    from unnest(event_member, event_stream, event_version, event_type, event_data, event_meta, event_occurred)
      with ordinality e(member, stream, version, type, data, meta, occurred, ordinal)
    where e.member <> all (refused)
    order by e.ordinal
    returning position
  )
  select coalesce(min(i.position), 0), coalesce(max(i.position), 0), count(*) into first, last, written from inserted i;

  if written > 0 and last - first + 1 <> written then
    raise exception 'positions % to % are not consecutive', first, last;
  end if;
  return first;
end $$;

-- Appends many members at once; a member is one or more streams that commit together or not at all.
-- Streams are distinct within one call. stream_member[i] is the member (1..n) that stream i belongs to, stream_expected[i]
-- the version it must have (0 = it must not exist); the other arrays hold one element per event, its version counting on from the
-- expected one. Returns the position of the first event written (0 when none), the members refused because
-- a stream was not at its expected version, and the instant of recording. Events get consecutive positions in their order.
create or replace function append(
  stream_member int[], stream_name text[], stream_expected int[],
  event_member int[], event_stream text[], event_version int[], event_type text[], event_data jsonb[], event_meta jsonb[], event_occurred timestamptz[],
  out first bigint, out conflicts int[], out recorded timestamptz)
language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  -- One writer at a time: positions become visible in the order in which they were drawn, so a reader never misses one.
  perform pg_advisory_xact_lock(5100);

  select greatest(clock_timestamp(), max(newest.at)) into recorded
  from (select e.at from events e order by e.position desc limit 1) newest;

  -- Most streams are new, and a new one that exists already is refused by the unique key: only then is every stream looked at.
  conflicts := case when 1 <= any (stream_expected) then stream_conflicts(stream_member, stream_name, stream_expected, 1) else '{}' end;
  begin
    first := insert_events(conflicts, event_member, event_stream, event_version, event_type, event_data, event_meta, event_occurred, recorded);
  exception when unique_violation then
    conflicts := stream_conflicts(stream_member, stream_name, stream_expected, 0);
    first := insert_events(conflicts, event_member, event_stream, event_version, event_type, event_data, event_meta, event_occurred, recorded);
  end;
end $$;

-- How far each projection and subscription of this service has come.
create table if not exists checkpoints (
  name text primary key,
  position bigint not null
);

-- Which generation of a read model is served, and which one is being built beside it.
create table if not exists read_models (
  name text primary key,
  live text not null,
  building text
);

-- Events that a reaction could not handle, and those that depend on them, in the order of their arrival.
create table if not exists parked (
  ordinal bigint generated always as identity primary key,
  subscription text not null,
  log text not null,
  position bigint not null,
  stream text not null,
  subject text not null,
  cause text,
  reason text not null,
  parked_at timestamptz not null default clock_timestamp(),
  replay boolean not null default false,
  unique (subscription, log, position)
);

-- Human-readable numbers, taken in blocks of 100.
create sequence if not exists ticket_numbers start 1 increment 100;

-- Human-readable numbers of knowledge articles.
create sequence if not exists article_numbers start 1;

-- Human-readable numbers of problems.
create sequence if not exists problem_numbers;

-- What other services and tools may read: the log in order. `previous` is found by the reader.
create or replace view feed as
select position, stream, version, type, data, meta, occurred, at
from events;

-- The same log in the shape of Marten's tables, for tools that know those.
create schema if not exists marten;

create or replace view marten.mt_events as
select position as seq_id,
       md5(position::text)::uuid as id,
       stream as stream_id,
       version::bigint as version,
       data,
       type,
       at as timestamp,
       '*DEFAULT*'::text as tenant_id,
       null::text as mt_dotnet_type,
       meta ->> 'cause' as causation_id,
       meta as headers,
       false as is_archived
from events;

create or replace view marten.mt_streams as
select stream as id,
       split_part(stream, '-', 1) as type,
       max(version)::bigint as version,
       max(at) as timestamp,
       min(at) as created,
       '*DEFAULT*'::text as tenant_id,
       false as is_archived
from events
group by stream;

revoke all on all tables in schema public from public;
revoke execute on function append, insert_events, stream_conflicts from public;

grant usage on schema public, marten to servicedesk_service, servicedesk_reader;
grant select on events, feed to servicedesk_service;
grant select on marten.mt_events, marten.mt_streams to servicedesk_service;
grant select, insert, update, delete on checkpoints, read_models, parked to servicedesk_service;
grant usage on sequence ticket_numbers, article_numbers, problem_numbers to servicedesk_service;
grant execute on function append to servicedesk_service;
grant select on feed to servicedesk_reader;
