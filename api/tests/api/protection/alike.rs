//! Every way by which staff of a school could find out that a child is sealed, before and after; and what is answered
//! about it, beside what is answered about an application that was cancelled.

use super::*;
use shared_types::{
    mail::UndeliveredMail,
    review::{PaperReturnResults, Reminded, UndoResults},
};
use time::Duration;

const NEIHU: &str = "403601";

async fn registrar(city: &City) -> Teacher {
    city.with_role("huang", "registrar", Some(NEIHU)).await
}

/// 王小明's and 李詠晴's, by one parent each; the second is cancelled, the first child is sealed.
async fn sealed_and_cancelled(city: &City) -> (BindingApplication, BindingApplication) {
    let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
    let other = city.applicant(LI_GUOHUA.email).await;
    let cancelled = other.apply(&LI_GUOHUA, &[YONGQING]).await.remove(0);
    city.work_outbox().await;
    other.post_nothing(&format!("binding-applications/{}/cancellations", cancelled.id)).await.expect(200);
    sealed(&*hsu(city).await, XIAOMING).await;
    (sent, cancelled)
}

async fn tick(client: &Client, application: Uuid) -> Option<String> {
    let body = json!({ "returns": [{ "application_id": application, "is_returned": true }] });
    let answered: PaperReturnResults = client.post("paper-returns", body).await.expect(200).json();
    answered.results[0].problem.map(|problem| problem.code().into())
}

/// What a whole school shows to its teacher and its registrar, without what every answer has of its own.
async fn shown(lin: &Teacher, registrar: &Teacher) -> Vec<String> {
    let class = lin.class().await.id;
    let mut shown = Vec::new();
    for who in [lin, registrar] {
        for path in [
            "classes".to_owned(),
            format!("classes/{class}/students"),
            format!("classes/{class}/binding-applications"),
            format!("classes/{class}/binding-applications?state=decided"),
            format!("classes/{class}/binding-applications.csv"),
        ] {
            shown.push(who.get(&path).await.expect(200).text());
        }
    }
    for path in ["undelivered-mails", "binding-objections"] {
        shown.push(registrar.get(&format!("schools/{NEIHU}/{path}")).await.expect(200).text());
    }
    shown
}

on_both! {
    async fn a_row_is_answered_about_as_one_that_was_cancelled(city: City) {
        let (sent, cancelled) = sealed_and_cancelled(&city).await;
        let (lin, huang) = (city.teacher("lin").await, registrar(&city).await);
        for version in [1, 2, 7] {
            let decide = async |id: Uuid| {
                let mut problems = lin.decide(&[approval(id, version)]).await;
                problems.extend(lin.decide(&[return_(id, version, "請補正")]).await);
                problems
            };
            assert_eq!(decide(sent.id).await, decide(cancelled.id).await, "version {version}");
        }
        for who in [&*lin, &*huang] {
            assert_eq!(tick(who, sent.id).await, tick(who, cancelled.id).await);
            for id in [sent.id, cancelled.id] {
                let path = format!("review-applications/{id}");
                who.get(&path).await.problem(404, "not_found");
                let asked = json!({ "reason": "identity_doubt" });
                who.post(&format!("{path}/unmaskings"), asked).await.problem(404, "not_found");
            }
        }
        // A stranger's row is as absent as ever.
        assert_eq!(city.teacher("chen").await.decide(&[approval(sent.id, 1)]).await, [Some("not_found")]);
    }

    async fn a_mail_is_sent_again_as_little_as_of_what_was_cancelled(city: City) {
        let (sent, cancelled) = sealed_and_cancelled(&city).await;
        let huang = registrar(&city).await;
        for application in [&sent, &cancelled] {
            let mails = city.query("SELECT application_id, id FROM mail_deliveries").await;
            let ids = mails.iter().map(|row| [0, 1].map(|column| row.try_get_by_index::<Uuid>(column).unwrap()));
            let mail = ids.into_iter().find(|[about, _]| *about == application.id).unwrap()[1];
            huang.post_nothing(&format!("mail-deliveries/{mail}/resends")).await.problem(409, "wrong_state");
        }
    }

    async fn a_decision_is_taken_back_as_little_as_one_on_what_was_cancelled(city: City) {
        let city = city.replica(|config| config.review.undo_minutes = 10).await;
        let (lin, desk) = (city.teacher("lin").await, hsu(&city).await);
        let (one, other) = (city.applicant(WANG_DAMING.email).await, city.applicant(LI_GUOHUA.email).await);
        let sent = one.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let cancelled = other.apply(&LI_GUOHUA, &[YONGQING]).await.remove(0);
        let decisions = [return_(sent.id, 1, "請補正"), return_(cancelled.id, 1, "請補正")];
        let made = lin.post("review-decisions", json!({ "decisions": decisions })).await.expect(200).value();
        let ids = [0, 1].map(|row| made["results"][row]["decision"]["id"].clone());
        other.post_nothing(&format!("binding-applications/{}/cancellations", cancelled.id)).await.expect(200);
        sealed(&desk, XIAOMING).await;
        let undo = async || {
            let undone: UndoResults =
                lin.post("review-decisions/undos", json!({ "decision_ids": ids })).await.expect(200).json();
            undone.results.into_iter().map(|result| result.problem.map(|problem| problem.code())).collect::<Vec<_>>()
        };
        assert_eq!(undo().await, [Some("wrong_state"); 2]);
        city.advance(Duration::minutes(11));
        assert_eq!(undo().await, [Some("undo_expired"); 2]);
    }

    async fn a_child_for_whom_nobody_applied_shows_the_same_before_and_after(city: City) {
        city.applicant(LI_GUOHUA.email).await.apply(&LI_GUOHUA, &[YONGQING]).await;
        city.work_outbox().await;
        let (lin, huang) = (city.teacher("lin").await, registrar(&city).await);
        let before = shown(&lin, &huang).await;
        let desk = hsu(&city).await;
        sealed(&desk, XIAOMING).await;
        assert!(shown(&lin, &huang).await == before, "the same to the byte");
        // What comes while it is sealed changes nothing, decided or not.
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        assert!(shown(&lin, &huang).await == before, "the same to the byte");
        assert_eq!(desk.decide(&[return_(sent.id, 1, "請補正")]).await, [None]);
        assert!(shown(&lin, &huang).await == before, "the same to the byte");
    }

    async fn nobody_is_reminded_and_no_mail_is_listed(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let (lin, huang) = (city.teacher("lin").await, registrar(&city).await);
        lin.send_back(&sent, "請補正").await;
        city.work_outbox().await;
        city.sql("UPDATE mail_deliveries SET state = 'bounced'").await;
        let undelivered = async || {
            let path = format!("schools/{NEIHU}/undelivered-mails");
            huang.get(&path).await.expect(200).json::<Page<UndeliveredMail>>().total
        };
        assert_ne!(undelivered().await, 0);
        sealed(&*hsu(&city).await, XIAOMING).await;
        assert_eq!(undelivered().await, 0);
        city.advance(Duration::days(4));
        let (lin, huang) = (city.teacher("lin").await, city.teacher("huang").await);
        let class = lin.class().await.id;
        for (who, path) in [(&lin, format!("classes/{class}/reminders")), (&huang, format!("schools/{NEIHU}/reminders"))] {
            assert_eq!(who.post_nothing(&path).await.expect(200).json::<Reminded>(), Reminded::default());
        }
    }

    async fn the_evidence_beside_another_childs_row_names_nothing_of_it(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        let lin = city.teacher("lin").await;
        let path = format!("review-applications/{}", sent[1].id);
        let before = lin.get(&path).await.expect(200).value();
        sealed(&*hsu(&city).await, XIAOMING).await;
        assert_eq!(lin.get(&path).await.expect(200).value(), before);
    }
}
