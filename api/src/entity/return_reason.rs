//! A column that holds the reason of a return, as JSON.

use sea_orm::DeriveValueType;
use shared_types::application::ReturnReason;
use std::{fmt, str::FromStr};

#[derive(Clone, Debug, PartialEq, Eq, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct ReturnReasonColumn(pub ReturnReason);

impl FromStr for ReturnReasonColumn {
    type Err = serde_json::Error;

    fn from_str(json: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(json).map(Self)
    }
}

impl fmt::Display for ReturnReasonColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}
