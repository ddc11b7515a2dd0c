//! 提醒: to those whose application waits for themselves.

use super::repository;
use crate::{
    entity::binding_application as application,
    features::{
        account,
        audit::{self, By, Event},
        binding, staff,
    },
    http::authority::{Registrar, Reviewer},
    jobs::{self, Job, SendSignInReminder},
    problem::ApiResult,
    state::State,
};
use shared_types::{
    account::Role,
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject},
    problem::ProblemCode,
    review::Reminded,
};
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Nobody is reminded sooner after the last mail.
const PAUSE: Duration = Duration::days(3);

/// Reminds whoever applied for a child of one class.
pub(super) async fn of_class(state: &State, reviewer: &Reviewer, class: Uuid) -> ApiResult<Reminded> {
    let connection = state.database.reader();
    if !repository::is_own_class(connection, reviewer, class).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let is_taught = repository::is_own_class(connection, &reviewer.as_teacher(), class).await?;
    let role = if is_taught { Role::HomeroomTeacher } else { Role::Registrar };
    remind(state, By::account(reviewer.account).acting_as(role), &[class]).await
}

/// The same for all classes of a school's present year.
pub(super) async fn of_school(state: &State, registrar: &Registrar, school_code: &str) -> ApiResult<Reminded> {
    let (connection, now) = (state.database.reader(), state.now());
    staff::check_own_school(connection, registrar, school_code, now).await?;
    let reviewer = Reviewer { account: registrar.account, at: now, is_registrar: true, is_protection_officer: false };
    let classes = repository::classes(connection, &reviewer).await?;
    let of_school = classes.iter().filter(|class| class.school_code == school_code).map(|class| class.id);
    remind(state, registrar.into(), &of_school.collect::<Vec<_>>()).await
}

/// One transaction: a second press finds everybody reminded.
async fn remind(state: &State, by: By, classes: &[Uuid]) -> ApiResult<Reminded> {
    let transaction = state.database.begin().await?;
    transaction.take_turns("reminders", [""]).await?;
    let now = state.now();
    let waiting = repository::reminders::waiting_for_applicant(&*transaction, classes).await?;
    let accounts = || waiting.iter().filter_map(|row| row.account_id);
    let mails_of_accounts = repository::reminders::last_mails_of_accounts(&*transaction, accounts()).await?;
    let unproved = account::unproved_among(&*transaction, accounts()).await?;
    let mut reminded = Reminded::default();
    let (mut ids, mut mails, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for row in &waiting {
        let reason = reason(row)?;
        // Several children lead to one account: a second mail's link would end that of the first.
        let (is_first, last) = match reason {
            Reason::Unused(account) => (seen.insert(account), mails_of_accounts.get(&account).copied()),
            _ => (true, None),
        };
        // A school's list brought the address: a link that sets a password might reach a stranger there.
        if matches!(reason, Reason::Unused(account) if unproved.contains(&account)) {
            reminded.unproved += u64::from(is_first);
            continue;
        }
        if last.max(last_mail(row)).is_some_and(|moment| moment + PAUSE > now) {
            reminded.too_soon += u64::from(is_first);
            continue;
        }
        ids.push(row.id);
        if !is_first {
            continue;
        }
        mails.push(job(row, reason));
        *match reason {
            Reason::Returned => &mut reminded.returned,
            Reason::Unconfirmed => &mut reminded.unconfirmed,
            Reason::Unused(_) => &mut reminded.unused,
        } += 1;
    }
    jobs::enqueue_all(state, &*transaction, &mails).await?;
    repository::reminders::note_reminded(&*transaction, &ids, now).await?;
    let event = |id: &Uuid| Event::new(by, AuditAction::ApplicantReminded).to(AuditSubject::Application, *id);
    audit::record(state, &*transaction, ids.iter().map(event)).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(reminded)
}

/// What an applicant has to do.
#[derive(Clone, Copy)]
enum Reason {
    /// 修正
    Returned,
    /// 確認電子信箱
    Unconfirmed,
    /// 第一次登入
    Unused(Uuid),
}

fn reason(row: &application::Model) -> ApiResult<Reason> {
    Ok(match (binding::status_of(row)?, row.account_id) {
        (ApplicationStatus::Returned, _) => Reason::Returned,
        (ApplicationStatus::Approved, Some(account)) if !binding::needs_confirmation(row) => Reason::Unused(account),
        _ => Reason::Unconfirmed,
    })
}

/// When a mail last went out about an application.
pub(super) fn last_mail(row: &application::Model) -> Option<OffsetDateTime> {
    [row.reminded_at, row.decided_at, Some(row.submitted_at)].into_iter().flatten().map(|moment| *moment).max()
}

fn job(row: &application::Model, reason: Reason) -> Job {
    let application = row.id;
    match reason {
        Reason::Returned => {
            let version = row.version;
            Job::SendApplicationReturned { application, version, is_counted: false, is_reminder: true }
        }
        Reason::Unconfirmed => Job::SendEmailConfirmation { application, is_counted: false },
        Reason::Unused(account) => Job::SendSignInReminder(SendSignInReminder { account, application }),
    }
}
