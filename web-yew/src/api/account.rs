//! Accounts, their sessions, and the children bound to them.

use super::{ApiError, delete, get, post, put};
use shared_types::{
    List,
    account::{
        AccountLookup, ActivateAccount, ChangeContact, ChangeName, ChangePassword, ConfirmPassword, DeletionRequest,
        LookUpAccount, OwnAccount, Session, SignIn, SignedInSession,
    },
    application::Binding,
    objection::{GuardianNotice, OwnObjection, RaiseObjection},
    personal_data::DataCopy,
};
use uuid::Uuid;

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

/// Whether a person has an account already, by ID number.
pub async fn look_up_account(national_id: String) -> Result<AccountLookup, ApiError> {
    post("/account-lookups", &LookUpAccount { national_id }).await
}

pub async fn own_account() -> Result<OwnAccount, ApiError> {
    get("/accounts/me").await
}

pub async fn change_name(name: String) -> Result<OwnAccount, ApiError> {
    put("/accounts/me/name", &ChangeName { name }).await
}

/// Takes the address or number that a code went to.
pub async fn change_contact(change: &ChangeContact) -> Result<OwnAccount, ApiError> {
    put("/accounts/me/contact", change).await
}

/// Where the own account is signed in.
pub async fn sessions() -> Result<Vec<SignedInSession>, ApiError> {
    get::<List<SignedInSession>>("/sessions").await.map(|list| list.items)
}

pub async fn end_session(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/sessions/{id}")).await
}

/// Ends every session, the present one too.
pub async fn sign_out_everywhere() -> Result<(), ApiError> {
    delete("/sessions").await
}

/// Where all that is kept about the signed-in person can be downloaded.
pub async fn copy_of_data(password: &ConfirmPassword) -> Result<DataCopy, ApiError> {
    post("/accounts/me/data-copies", password).await
}

/// 請求刪除: what has been asked for.
pub async fn deletion_requests() -> Result<Vec<DeletionRequest>, ApiError> {
    get::<List<DeletionRequest>>("/accounts/me/deletion-requests").await.map(|list| list.items)
}

pub async fn request_deletion(password: &ConfirmPassword) -> Result<DeletionRequest, ApiError> {
    post("/accounts/me/deletion-requests", password).await
}

pub async fn take_back_deletion(request: Uuid) -> Result<(), ApiError> {
    delete(&format!("/accounts/me/deletion-requests/{request}")).await
}

/// Gives a child up.
pub async fn end_binding(id: Uuid) -> Result<(), ApiError> {
    delete(&format!("/bindings/{id}")).await
}

/// The children that the signed-in person is bound to.
pub async fn bindings() -> Result<Vec<Binding>, ApiError> {
    get::<List<Binding>>("/bindings").await.map(|list| list.items)
}

/// Who else has applied for the own children.
pub async fn guardian_notices() -> Result<Vec<GuardianNotice>, ApiError> {
    get::<List<GuardianNotice>>("/guardian-notices").await.map(|list| list.items)
}

/// 提出異議
pub async fn object(objection: &RaiseObjection) -> Result<OwnObjection, ApiError> {
    post("/binding-objections", objection).await
}
