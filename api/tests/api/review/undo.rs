//! 復原: for some minutes a decision can be taken back, and neither mail nor account tells of it before.

use crate::support::*;
use serde_json::json;
use shared_types::{
    List,
    application::{AccountState, ApplicationEventKind, ApplicationStatus, BindingApplication},
    consent::ConsentRecord,
    review::{DecisionMade, DecisionResults, UndoResults},
};
use time::Duration;
use uuid::Uuid;

/// The same city, where decisions wait for ten minutes.
async fn patient(city: &City) -> City {
    city.replica(|config| config.review.undo_minutes = 10).await
}

/// There, an application that waits for its teacher.
async fn undecided(city: &City) -> (City, Applicant, BindingApplication, Teacher) {
    let city = patient(city).await;
    let parent = city.applicant(WANG_DAMING.email).await;
    let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
    let lin = city.teacher("lin").await;
    (city, parent, sent, lin)
}

async fn decide(teacher: &Teacher, decision: &serde_json::Value) -> DecisionMade {
    let answer = teacher.post("review-decisions", json!({ "decisions": [decision] })).await.expect(200);
    answer.json::<DecisionResults>().results[0].decision.expect("it was decided")
}

async fn undo(teacher: &Teacher, decisions: &[Uuid]) -> Vec<Option<&'static str>> {
    let answer = teacher.post("review-decisions/undos", json!({ "decision_ids": decisions })).await.expect(200);
    let results = answer.json::<UndoResults>().results;
    assert!(results.iter().map(|result| &result.decision_id).eq(decisions));
    results.into_iter().map(|result| result.problem.map(|problem| problem.code())).collect()
}

on_both! {
    async fn an_approval_waits_and_is_taken_back_without_a_trace_in_mailboxes(city: City) {
        let (city, parent, sent, lin) = undecided(&city).await;
        city.work_outbox().await;
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        let made = decide(&lin, &approval(sent.id, 1)).await;
        assert_eq!(lin.grid("state=decided").await.items[0].undo, Some(made));
        city.advance(Duration::minutes(9));
        city.work_outbox().await;
        let approved = parent.application(sent.id).await;
        assert_eq!((approved.status, approved.account), (ApplicationStatus::Approved, AccountState::Opening));
        assert_eq!(undo(&lin, &[made.id]).await, [None]);
        let again = parent.application(sent.id).await;
        assert_eq!((again.status, again.version, again.decided_at), (ApplicationStatus::InReview, 3, None));
        assert_eq!(again.history.last().map(|event| event.kind), Some(ApplicationEventKind::Reopened));
        assert_eq!(undo(&lin, &[made.id]).await, [None], "the same request again");
        city.advance(Duration::minutes(2));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails);
        assert_eq!(city.count("SELECT COUNT(*) FROM bindings WHERE application_id IS NOT NULL").await, 0);
        // Approved after all, it waits for its own ten minutes: the first approval's job opens nothing.
        decide(&lin, &approval(sent.id, 3)).await;
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opening);
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opened);
        assert!(city.smtp.mails_to(WANG_DAMING.email).len() > mails);
    }

    async fn approved_again_at_once_it_waits_for_the_later_ten_minutes(city: City) {
        let (city, parent, sent, lin) = undecided(&city).await;
        let made = decide(&lin, &approval(sent.id, 1)).await;
        city.advance(Duration::minutes(5));
        assert_eq!(undo(&lin, &[made.id]).await, [None]);
        let second = decide(&lin, &approval(sent.id, 3)).await;
        city.advance(Duration::minutes(6));
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opening, "the first one's job is due");
        assert_eq!(undo(&lin, &[second.id]).await, [None]);
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::InReview);
    }

    async fn a_return_waits_and_is_taken_back_with_its_reason(city: City) {
        let (city, parent, sent, lin) = undecided(&city).await;
        city.work_outbox().await;
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        let made = decide(&lin, &return_(sent.id, 1, "認錯人了")).await;
        assert_eq!(undo(&lin, &[made.id]).await, [None]);
        let again = parent.application(sent.id).await;
        assert_eq!((again.status, again.return_reason.clone()), (ApplicationStatus::InReview, None));
        assert!(again.history.iter().all(|event| event.reason.is_none()), "{:?}", again.history);
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails);
    }

    async fn after_ten_minutes_it_stands(city: City) {
        let city = patient(&city).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        let lin = city.teacher("lin").await;
        let approved = decide(&lin, &approval(sent[0].id, 1)).await;
        let returned = decide(&lin, &return_(sent[1].id, 1, "請補正")).await;
        city.advance(Duration::minutes(10));
        assert_eq!(undo(&lin, &[approved.id, returned.id]).await, [Some("undo_expired"); 2]);
        assert!(lin.grid("state=decided").await.items.iter().all(|row| row.undo.is_none()));
        city.work_outbox().await;
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).iter().filter(|mail| mail.subject.contains("修正")).count(), 1);
    }

    async fn eight_times_at_once_it_is_taken_back_once(city: City) {
        let (_city, parent, sent, lin) = undecided(&city).await;
        let made = decide(&lin, &approval(sent.id, 1)).await;
        let tries = (0..8).map(|_| {
            let lin = lin.clone();
            async move { undo(&lin, &[made.id]).await[0] }
        });
        assert_eq!(all_at_once(tries).await, [None; 8]);
        assert_eq!(parent.application(sent.id).await.version, 3);
    }

    async fn what_has_an_account_is_not_taken_back_whatever_the_settings_say(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let made = decide(&city.teacher("lin").await, &approval(sent.id, 1)).await;
        city.work_outbox().await;
        let city = patient(&city).await;
        assert_eq!(undo(&city.teacher("lin").await, &[made.id]).await, [Some("undo_expired")]);
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::Approved);
    }

    async fn an_address_that_is_confirmed_meanwhile_opens_nothing_early(city: City) {
        let city = patient(&city).await;
        let parent = city.applicant(LI_GUOHUA.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let lin = city.teacher("lin").await;
        let made = decide(&lin, &approval(sent.id, 1)).await;
        city.work_outbox().await;
        let token = city.smtp.last_to(WANG_DAMING.email).confirmation_token();
        city.client().post("email-confirmations", json!({ "token": token })).await.expect(204);
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::Opening);
        assert_eq!(undo(&lin, &[made.id]).await, [None]);
        city.advance(Duration::minutes(11));
        city.work_outbox().await;
        assert_eq!(parent.application(sent.id).await.account, AccountState::None);
    }

    async fn a_withdrawn_consent_leaves_nothing_to_take_back(city: City) {
        let (_city, parent, sent, lin) = undecided(&city).await;
        let made = decide(&lin, &approval(sent.id, 1)).await;
        let records: List<ConsentRecord> = parent.get("consent-records").await.expect(200).json();
        parent.post_nothing(&format!("consent-records/{}/withdrawals", records.items[0].id)).await.expect(200);
        assert_eq!(undo(&lin, &[made.id]).await, [Some("wrong_state")]);
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::Ended);
    }

    async fn what_the_parent_has_changed_meanwhile_is_not_taken_back(city: City) {
        let (_city, parent, sent, lin) = undecided(&city).await;
        let made = decide(&lin, &return_(sent.id, 1, "請補正")).await;
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        assert_eq!(undo(&lin, &[made.id]).await, [Some("wrong_state")]);
    }

    async fn nobody_takes_back_what_somebody_else_decided(city: City) {
        let (city, _, sent, lin) = undecided(&city).await;
        let made = decide(&lin, &approval(sent.id, 1)).await;
        let chang = city.teacher("chang").await;
        assert_eq!(undo(&chang, &[made.id, city.state.new_id()]).await, [Some("not_found"); 2]);
        city.client().post("review-decisions/undos", json!({ "decision_ids": [made.id] })).await.problem(401, "not_signed_in");
    }

    async fn one_to_two_hundred_different_ones_are_taken_back_at_once(city: City) {
        let lin = city.teacher("lin").await;
        let ask = async |ids: Vec<Uuid>| lin.post("review-decisions/undos", json!({ "decision_ids": ids })).await;
        let wrong = |answer: Answer, code| answer.problem(422, "invalid_fields").fields(&[("/decision_ids", code)]);
        let ids = |count: usize| (0..count).map(|_| city.state.new_id()).collect::<Vec<_>>();
        wrong(ask(ids(0)).await, "required");
        wrong(ask(ids(201)).await, "too_many");
        wrong(ask(vec![sample(); 2]).await, "duplicate");
        ask(ids(200)).await.expect(200);
    }
}

fn sample() -> Uuid {
    Uuid::from_u128(7)
}
