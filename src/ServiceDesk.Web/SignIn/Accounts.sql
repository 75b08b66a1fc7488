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
