//! Who is bound to the child that an order is about.

use super::repository;
use crate::{
    features::{
        account,
        audit::{self, Event},
        roster,
    },
    http::authority::ProtectionOfficer,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    List,
    audit::{AuditAction, AuditSubject},
    national_id::NationalId,
    protection::{LookUpProtected, NamedGuardian, ProtectedChild},
};
use time::Duration;

/// A desk has a few orders a day.
const LOOKUPS: Limit = Limit { name: "protection_lookups", hits: 60, window: Duration::HOUR };

/// The child at each school that has it, as a rule one. Nothing is answered that isn't in the trail.
pub(super) async fn look_up(
    state: &State,
    officer: &ProtectionOfficer,
    asked: &LookUpProtected,
) -> ApiResult<List<ProtectedChild>> {
    let national_id = NationalId::parse(&asked.national_id).map_err(|code| ApiError::field("/national_id", code))?;
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, LOOKUPS, &officer.account.to_string()).await?;
    let ids = repository::same_child(&*transaction, &state.keys.national_id_index(&national_id)).await?;
    let students = roster::students_by_id(&*transaction, ids.iter().copied()).await?;
    let sealed = repository::sealed_among(&*transaction, ids.iter().copied()).await?;
    let mut items = Vec::with_capacity(ids.len());
    for student in students.into_values() {
        let guardians = account::guardians_of(state, &*transaction, student.id).await?.into_iter();
        let named = guardians.map(|guardian| NamedGuardian {
            binding_id: guardian.binding,
            name: guardian.person.name,
            relationship: guardian.relationship,
            national_id_masked: guardian.national_id.masked(),
            bound_at: guardian.bound_at,
            ends_at: guardian.ends_at,
        });
        items.push(ProtectedChild {
            is_sealed: sealed.contains(&student.id),
            student_id: student.id,
            name: student.name,
            school_code: student.school_code,
            school_name: student.school_name,
            class_name: student.class_name,
            guardians: named.collect(),
        });
    }
    items.sort_by(|a, b| a.school_code.cmp(&b.school_code));
    let looked_up = |child: &ProtectedChild| {
        Event::new(officer, AuditAction::ChildLookedUp)
            .to(AuditSubject::Student, child.student_id)
            .at_school(Some(&child.school_code))
    };
    audit::record(state, &*transaction, items.iter().map(looked_up)).await?;
    if items.is_empty() {
        audit::record(state, &*transaction, [Event::new(officer, AuditAction::ChildLookedUp)]).await?;
    }
    transaction.commit().await?;
    Ok(List { items })
}
