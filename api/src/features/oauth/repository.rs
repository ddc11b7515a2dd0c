//! The slice's queries, by what they are about.

pub(super) mod clients;
pub(super) mod grants;
pub(super) mod keys;
pub(super) mod requests;
pub(super) mod tokens;
