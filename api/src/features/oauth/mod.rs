//! The OpenID Connect provider: other services sign people in through us, and are told what those allow.

mod authorize;
mod bearer;
mod claims;
mod client_auth;
mod clients;
mod consent;
mod discovery;
mod ending;
mod exchange;
mod failure;
mod handlers;
mod introspect;
mod keys;
mod logout;
mod model;
mod refresh;
mod repository;
mod routes;
mod tokens;

pub use bearer::{machine_of, person_of};
pub use consent::grants_of;
pub use ending::{end_with_account, end_with_other_sessions, end_with_session, erase, sweep};
pub use keys::{KeyCache, Rotation, rotate};
pub use logout::tell_client;
pub use routes::{configure, configure_plain};
