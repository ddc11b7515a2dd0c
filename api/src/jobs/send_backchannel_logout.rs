//! Tells a client that somebody signed out (OpenID Connect Back-Channel Logout).

use super::JobError;
use crate::{features::oauth, state::State};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendBackchannelLogout {
    pub client: Uuid,
    pub sid: Uuid,
    /// What the client knows the person by.
    pub subject: String,
    pub target: String,
}

impl SendBackchannelLogout {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        oauth::tell_client(state, id, self).await
    }
}
