//! What is written down.

use super::repository;
use crate::{
    database::millis,
    entity::audit_event,
    http::{
        authority::{
            Applicant, ApplicationOwner, Auditor, BureauOfficer, PasswordHolder, ProtectionOfficer, Registrar, Revoker,
            RosterKeeper, SignedIn,
        },
        trace,
    },
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    account::Role,
    audit::{AuditAction, AuditActor, AuditSubject, UnmaskingReason},
};
use uuid::Uuid;

/// On whose part, and in which role.
#[derive(Debug, Clone, Copy)]
pub struct By {
    actor: AuditActor,
    id: Option<Uuid>,
    role: Option<Role>,
}

impl By {
    pub const OPERATOR: Self = Self { actor: AuditActor::Operator, id: None, role: None };
    pub const SYSTEM: Self = Self { actor: AuditActor::System, id: None, role: None };
    pub const UNKNOWN: Self = Self { actor: AuditActor::Unknown, id: None, role: None };

    pub fn account(id: Uuid) -> Self {
        Self { actor: AuditActor::Account, id: Some(id), role: None }
    }

    pub fn acting_as(self, role: Role) -> Self {
        Self { role: Some(role), ..self }
    }
}

macro_rules! by_role {
    ($($type:ident),+) => {$(
        impl From<&$type> for By {
            fn from(who: &$type) -> Self {
                Self::account(who.account).acting_as(Role::$type)
            }
        }
    )+};
}
by_role!(Registrar, BureauOfficer, ProtectionOfficer, Auditor);

impl From<&Revoker> for By {
    fn from(who: &Revoker) -> Self {
        Self::account(who.account).acting_as(if who.is_officer { Role::BureauOfficer } else { Role::Registrar })
    }
}

impl From<&RosterKeeper> for By {
    fn from(who: &RosterKeeper) -> Self {
        Self::account(who.account).acting_as(if who.is_officer { Role::BureauOfficer } else { Role::Registrar })
    }
}

impl From<&SignedIn> for By {
    fn from(who: &SignedIn) -> Self {
        Self::account(who.account)
    }
}

impl From<&PasswordHolder> for By {
    fn from(who: &PasswordHolder) -> Self {
        Self::account(who.account)
    }
}

impl From<&Applicant> for By {
    fn from(who: &Applicant) -> Self {
        let of_code = Self { actor: AuditActor::Applicant, id: Some(who.session), role: None };
        who.account.map_or(of_code, Self::account).acting_as(Role::Guardian)
    }
}

impl From<&ApplicationOwner> for By {
    fn from(who: &ApplicationOwner) -> Self {
        match (&who.applicant, &who.account) {
            (_, Some(signed_in)) => Self::account(signed_in.account).acting_as(Role::Guardian),
            (Some(applicant), None) => applicant.into(),
            (None, None) => Self::UNKNOWN,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    id: Option<Uuid>,
    by: By,
    action: AuditAction,
    pub(super) subject: Option<(AuditSubject, Uuid)>,
    pub(super) school_code: Option<String>,
    reason: Option<UnmaskingReason>,
}

impl Event {
    pub fn new(by: impl Into<By>, action: AuditAction) -> Self {
        Self { id: None, by: by.into(), action, subject: None, school_code: None, reason: None }
    }

    /// What it happened to. The school of an application or binding is found by itself.
    pub fn to(self, subject: AuditSubject, id: Uuid) -> Self {
        Self { subject: Some((subject, id)), ..self }
    }

    pub fn at_school(self, code: Option<&str>) -> Self {
        Self { school_code: code.map(Into::into), ..self }
    }

    pub fn because(self, reason: UnmaskingReason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// Shares the id of a row that says more.
    pub fn with_id(self, id: Uuid) -> Self {
        Self { id: Some(id), ..self }
    }
}

/// The role as the wire has it.
pub(super) fn role_code(role: Role) -> &'static str {
    match role {
        Role::Guardian => "guardian",
        Role::HomeroomTeacher => "homeroom_teacher",
        Role::Registrar => "registrar",
        Role::BureauOfficer => "bureau_officer",
        Role::ProtectionOfficer => "protection_officer",
        Role::Auditor => "auditor",
    }
}

/// Writes events down, in the transaction of what they tell of.
///
/// # Errors
/// The database's.
pub async fn record(
    state: &State,
    connection: &impl ConnectionTrait,
    events: impl IntoIterator<Item = Event>,
) -> ApiResult<()> {
    let events: Vec<Event> = events.into_iter().collect();
    let schools = repository::schools_of(connection, &events).await?;
    let (now, trace_id) = (state.now(), trace::current());
    let rows = events.into_iter().map(|event| audit_event::Model {
        id: event.id.unwrap_or_else(|| state.new_id()),
        occurred_at: millis(now),
        actor: event.by.actor.code().into(),
        actor_id: event.by.id,
        role: event.by.role.map(|role| role_code(role).into()),
        action: event.action.code().into(),
        subject: event.subject.map(|(subject, _)| subject.code().into()),
        subject_id: event.subject.map(|(_, id)| id),
        school_code: event.school_code.or_else(|| schools.get(&event.subject?.1).cloned()),
        reason: event.reason.map(|reason| reason.code().into()),
        trace_id: trace_id.clone(),
    });
    Ok(repository::insert(connection, rows.collect()).await?)
}
