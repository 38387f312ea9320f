-- Runs on PostgreSQL 15 and on H2 2.5 in its PostgreSQL mode, word for word.

create table local_user (
    name        varchar(128) primary key,
    password    varchar(512) not null,      -- argon2id as a PHC string, or crypt(3) until the first sign-in
    locked      boolean not null,
    group_names varchar(64) array not null,
    changed_at  timestamp(6) with time zone not null
);

-- A user's stay. Ended ones are kept for a while, for who asks afterwards who had which address.
create table session (
    id          varchar(64) primary key,
    cookie_hash char(64) not null unique,   -- SHA-256 in hex; the cookie itself is nowhere
    profile     varchar(256) not null,
    user_name   varchar(128) not null,
    group_names varchar(1024) array not null,
    policy      varchar(256) not null,
    created_at  timestamp(6) with time zone not null,
    expires_at  timestamp(6) with time zone,
    ipv4        varchar(45) default '' not null,    -- what it had last, '' if nothing;
    ipv6        varchar(45) default '' not null,    -- who has it now is in lease
    remote      varchar(64) not null,
    agent       varchar(256) not null,
    device      varchar(256) not null,
    ended_at    timestamp(6) with time zone,
    end_reason  varchar(32)
);

create index session_ended_at on session (ended_at);

-- An address in use. The primary key is the promise that nobody else has it.
create table lease (
    address    varchar(45) primary key,
    session_id varchar(64) not null references session (id)
);

create index lease_session_id on lease (session_id);
