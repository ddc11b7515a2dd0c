//! What goes wrong on the protocol's side: an error that the client is told, or a fault of ours.

use super::model::OauthError;
use crate::problem::ApiError;
use sea_orm::DbErr;

pub(super) enum Failure {
    Told(OauthError),
    Ours(ApiError),
}

impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        Self::Told(error)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Ours(error)
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Ours(error.into())
    }
}
