//! What clients are told about people: as little as was allowed, under names that no two sectors share.

use super::tokens::Held;
use crate::{features::account, problem::ApiResult, state::State};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use shared_types::oauth::{ChildClaim, Scope};
use uuid::Uuid;

/// The pairwise subject of an account (OpenID Connect Core 8.1).
pub(super) fn subject_of(state: &State, sector: &str, account: Uuid) -> String {
    BASE64URL_NOPAD.encode(&state.keys.blind_index("oauth_subject", &format!("{sector}\n{account}")))
}

/// The answer of the userinfo endpoint (OpenID Connect Core 5.1 and 5.3).
#[derive(Serialize)]
pub(super) struct UserInfo {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    /// As E.164: `+886912345678`.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<Vec<ChildClaim>>,
}

/// None when the owner has had all data deleted.
pub(super) async fn user_info(state: &State, held: &Held) -> ApiResult<Option<UserInfo>> {
    let Some(family) = &held.family else { return Ok(None) };
    let connection = state.database.reader();
    let Some((person, _)) = account::people(state, connection, [family.account_id]).await?.remove(&family.account_id)
    else {
        return Ok(None);
    };
    let has = |scope| held.scopes.contains(&scope);
    let children = match has(Scope::Children) {
        true => Some(children_of(state, &held.client.sector, family.account_id).await?),
        false => None,
    };
    Ok(Some(UserInfo {
        sub: subject_of(state, &held.client.sector, family.account_id),
        name: has(Scope::Profile).then_some(person.shown_name),
        locale: has(Scope::Profile).then(|| family.locale.clone()),
        email: has(Scope::Email).then(|| person.email.as_str().into()),
        email_verified: has(Scope::Email).then_some(person.email_is_proved),
        phone_number: has(Scope::Phone).then(|| international(person.mobile.as_str())),
        children,
    }))
}

fn international(mobile: &str) -> String {
    mobile.strip_prefix('0').map_or_else(|| mobile.to_owned(), |rest| format!("+886{rest}"))
}

/// The children bound to the account, never a protected one.
pub(super) async fn children_of(state: &State, sector: &str, account: Uuid) -> ApiResult<Vec<ChildClaim>> {
    let children = account::children_to_tell(state, account).await?;
    let claim = |(child, relationship): (crate::features::roster::StudentRow, _)| ChildClaim {
        id: child_id(state, sector, &child.national_id_index),
        name: child.name,
        school_code: child.school_code,
        school_name: child.school_name,
        class_name: child.class_name,
        relationship,
    };
    Ok(children.into_iter().map(claim).collect())
}

/// Of the person, so that it stays when the child moves to another school.
fn child_id(state: &State, sector: &str, national_id_index: &[u8]) -> String {
    let child = BASE64URL_NOPAD.encode(national_id_index);
    BASE64URL_NOPAD.encode(&state.keys.blind_index("oauth_child", &format!("{sector}\n{child}")))
}
