//! What has happened to an application, and what comes next.

use crate::{
    components::{
        return_reason::reason_lines,
        timeline::{Stage, TimelineStep, timeline},
    },
    i18n::I18n,
};
use shared_types::application::{AccountState, ApplicationEventKind as Kind, ApplicationStatus, BindingApplication};
use yew::prelude::*;

/// From the first sending to what is waited for now: an account, or for whoever has one, the child in it.
pub fn history(i18n: &I18n, application: &BindingApplication, has_account: bool) -> Html {
    let last = application.history.len().saturating_sub(1);
    let returned = application.status == ApplicationStatus::Returned;
    let mut steps: Vec<TimelineStep> = Vec::with_capacity(last + 3);
    for (index, event) in application.history.iter().enumerate() {
        let waits = returned && index == last;
        let at = i18n.date_time(event.at);
        // The card says the last reason itself.
        let detail = match event.reason.as_ref().filter(|_| !waits) {
            Some(reason) => {
                i18n.with("event.reason", &[("time", &at), ("reason", &reason_lines(i18n, reason).join(" "))])
            }
            None => at,
        };
        steps.push(TimelineStep {
            stage: if waits { Stage::Stopped } else { Stage::Done },
            title: i18n.t(match event.kind {
                Kind::Bound if application.applicant.is_of_account => "done.bound",
                kind => event_key(kind),
            }),
            detail: Some(detail),
        });
    }
    let mut next = |stage: Stage, title: &str, detail: AttrValue| {
        steps.push(TimelineStep { stage, title: i18n.t(title), detail: Some(detail) });
    };
    let address = [("address", application.applicant.email.as_str())];
    let (binding, binding_detail) = match has_account {
        true => ("done.bound", i18n.t("done.bound_detail")),
        false => ("done.account", i18n.with("done.account_detail", &address)),
    };
    match (application.status, application.account) {
        (ApplicationStatus::RegistryChecking, _) => {
            next(Stage::Now, "status.registry_checking", i18n.t("progress.registry_checking"));
            next(Stage::Ahead, "done.review", i18n.t("done.review_detail"));
            next(Stage::Ahead, binding, binding_detail);
        }
        (ApplicationStatus::InReview, _) => {
            next(Stage::Now, "done.review", i18n.t("done.review_detail"));
            next(Stage::Ahead, binding, binding_detail);
        }
        (ApplicationStatus::Approved, AccountState::AwaitingEmail) => {
            next(Stage::Stopped, "confirm.title", i18n.with("confirm.open_link", &address));
        }
        (ApplicationStatus::Approved, AccountState::Opening | AccountState::None) => {
            next(Stage::Now, binding, binding_detail);
        }
        _ => {}
    }
    timeline(i18n, &steps)
}

fn event_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Sent => "done.sent",
        Kind::RegistryAsked => "event.registry_asked",
        Kind::Returned => "event.returned",
        Kind::Reopened => "event.reopened",
        Kind::SentAgain => "event.sent_again",
        Kind::Approved => "event.approved",
        Kind::Bound => "event.bound",
        Kind::Cancelled => "event.cancelled",
        Kind::Ended => "event.ended",
    }
}
