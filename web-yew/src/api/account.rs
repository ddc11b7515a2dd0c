//! Accounts, their sessions, and the children bound to them.

use super::{ApiError, delete, get, post, put};
use shared_types::{
    List,
    account::{ActivateAccount, ChangePassword, Session, SignIn},
    application::Binding,
};

pub async fn current_session() -> Result<Session, ApiError> {
    get("/sessions/current").await
}

pub async fn sign_in(credentials: &SignIn) -> Result<Session, ApiError> {
    post("/sessions", credentials).await
}

pub async fn sign_out() -> Result<(), ApiError> {
    delete("/sessions/current").await
}

pub async fn change_password(change: &ChangePassword) -> Result<Session, ApiError> {
    put("/accounts/me/password", change).await
}

/// Uses the link of the approval mail.
pub async fn activate(activation: &ActivateAccount) -> Result<Session, ApiError> {
    post("/account-activations", activation).await
}

/// The children that the signed-in person is bound to.
pub async fn bindings() -> Result<Vec<Binding>, ApiError> {
    get::<List<Binding>>("/bindings").await.map(|list| list.items)
}
