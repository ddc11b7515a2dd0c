//! The rules of OAuth 2 and OpenID Connect that need neither database nor clock.

mod client;
mod error;
mod parameters;
mod redirect;
mod request;

pub(super) use client::{check_settings, fits, name_in, sector_of};
pub(super) use error::OauthError;
pub(super) use parameters::Parameters;
pub(super) use redirect::{host_of, is_unassured, matches, with_parameters};
pub(super) use request::{AuthorizationParameters, Prompt, known_scopes, scopes_from, scopes_text, verifies};
