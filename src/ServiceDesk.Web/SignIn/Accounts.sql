-- Who may sign in, and who is signed in. Applied at every start; changes nothing that is already there.
create table if not exists accounts (
    name_normalized text primary key,
    user_name text not null,
    display_name text not null,
    email text,
    person text not null,
    roles text[] not null,
    organization text,
    password_hash text not null,
    failures integer not null default 0,
    failing_since timestamptz
);

-- Only the SHA-256 of the cookie's token is known here.
create table if not exists sessions (
    token_hash bytea primary key,
    account text not null references accounts on delete cascade,
    created timestamptz not null,
    expires timestamptz not null,
    revoked timestamptz
);

create index if not exists sessions_by_account on sessions (account);

create index if not exists sessions_by_expiry on sessions (expires);

-- What the browser said of itself, so that people recognise their sessions.
alter table sessions add column if not exists browser text;

create table if not exists passkeys (
    credential bytea primary key,
    account text not null references accounts on delete cascade,
    name text not null,
    public_key bytea not null,
    created timestamptz not null,
    used timestamptz,
    sign_count bigint not null,
    transports text[] not null,
    user_verified boolean not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    attestation bytea not null,
    client_data bytea not null
);

create index if not exists passkeys_by_account on passkeys (account);

-- Addresses that people want to see again: a convenience, and no record.
create table if not exists saved_views (
  person text not null,
  name text not null,
  address text not null,
  primary key (person, name)
);

-- Forms that were sent when the session had ended, until they are sent again.
create table if not exists kept_forms (
  id uuid primary key,
  account text not null references accounts on delete cascade,
  form text not null,
  expires timestamptz not null
);

create index if not exists kept_forms_by_expiry on kept_forms (expires);
