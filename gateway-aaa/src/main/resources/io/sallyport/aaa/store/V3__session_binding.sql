-- What a session's client has to hold besides the cookie; '' if nothing.
alter table session add column certificate varchar(64) default '' not null;     -- SHA-256 in hex
alter table session add column strap_key varchar(128) default '' not null;      -- signs the next CONNECT
