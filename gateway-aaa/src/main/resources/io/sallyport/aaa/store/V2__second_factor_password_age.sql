-- Runs on PostgreSQL 15 and on H2 2.5 in its PostgreSQL mode, word for word.

alter table local_user add column must_change boolean default false not null;   -- the password, at the next sign-in
alter table local_user add column password_set_at timestamp(6) with time zone;
update local_user set password_set_at = changed_at;
alter table local_user alter column password_set_at set not null;

-- What a user's authenticator app knows too.
create table totp (
    user_name    varchar(128) primary key references local_user (name) on delete cascade,
    secret       varchar(128) not null,     -- in hex
    last_counter bigint not null,           -- of the last code that was taken; it and those before are used up
    last_attempt varchar(32) not null       -- who has used it, so that a commit that is repeated does not contradict itself
);
