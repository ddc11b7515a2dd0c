//! What services ask people for through us, and what people allow them.

use super::{ApiError, delete, get, post};
use shared_types::{
    List,
    oauth::{
        AuthorizationAnswer, AuthorizationRedirect, AuthorizationRequest, DecideAuthorization, OauthGrant,
        SignInContext,
    },
};
use uuid::Uuid;

/// Which service wants somebody signed in.
pub async fn sign_in_context(request: &str) -> Result<SignInContext, ApiError> {
    get(&format!("/authorization-requests/{request}/sign-in-context")).await
}

pub async fn authorization_request(request: &str) -> Result<AuthorizationRequest, ApiError> {
    get(&format!("/authorization-requests/{request}")).await
}

pub async fn decide(request: &str, answer: AuthorizationAnswer) -> Result<AuthorizationRedirect, ApiError> {
    post(&format!("/authorization-requests/{request}/decisions"), &DecideAuthorization { answer }).await
}

/// The services that the signed-in person allowed something, the newest first.
pub async fn grants() -> Result<Vec<OauthGrant>, ApiError> {
    get::<List<OauthGrant>>("/oauth-grants").await.map(|list| list.items)
}

pub async fn revoke_grant(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/oauth-grants/{id}")).await
}
