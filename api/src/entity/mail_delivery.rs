//! What became of a mail about an application or an account.

use crate::ambient::Millis;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_deliveries")]
pub struct Model {
    /// The job's, and in the mail's Message-ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of an application, or an account: one of the two.
    pub application_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub kind: String,
    pub state: String,
    pub at: Millis,
    pub address_masked: String,
    /// The mail server's code.
    pub failure: Option<String>,
    /// Somebody had it sent once more: this one is settled.
    pub sent_again_at: Option<Millis>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::binding_application::Entity",
        from = "Column::ApplicationId",
        to = "super::binding_application::Column::Id"
    )]
    Application,
}

impl ActiveModelBehavior for ActiveModel {}
