//! Two people decide about one class: its teacher and a substitute; and one of them is a parent there.

use crate::support::*;
use serde_json::{Value, json};
use shared_types::{
    application::ApplicationStatus,
    objection::ObjectionState,
    problem::ProblemCode,
    review::{DecisionResults, ReviewPage, UndoResults},
};
use time::Duration;
use uuid::Uuid;

const ASSIGNMENTS: &str = "schools/403601/homeroom-assignments";

/// Of that person's class the registrar makes `wu` a substitute. Returns the assignment's address.
async fn substitute(city: &City, registrar: &Teacher, class: Uuid) -> String {
    let until = shared_types::taiwan_time::day(city.state.now() + Duration::days(1)).to_string();
    let body = json!({ "person": "wu@school.example.tw", "class_id": class, "is_substitute": true, "until": until });
    let given = registrar.post(ASSIGNMENTS, body).await.expect(201).value();
    format!("{ASSIGNMENTS}/{}", given["id"].as_str().unwrap())
}

/// Where decisions wait for ten minutes: the class, its teacher, the substitute, and the substitution.
async fn two_reviewers(city: &City) -> (City, Uuid, Teacher, Teacher, (Teacher, String)) {
    let city = city.replica(|config| config.review.undo_minutes = 10).await;
    let (registrar, lin) = (city.with_role("chang", "registrar", Some("403601")).await, city.teacher("lin").await);
    let class = lin.class().await.id;
    let assignment = substitute(&city, &registrar, class).await;
    let wu = city.teacher("wu").await;
    (city, class, lin, wu, (registrar, assignment))
}

async fn grid(teacher: &Teacher, class: Uuid, state: &str) -> ReviewPage {
    teacher.get(&format!("classes/{class}/binding-applications?state={state}")).await.expect(200).json()
}

async fn decided(teacher: &Teacher, decision: Value) -> DecisionResults {
    teacher.post("review-decisions", json!({ "decisions": [decision] })).await.expect(200).json()
}

async fn undo(teacher: &Teacher, decision: Uuid) -> Option<ProblemCode> {
    let answer = teacher.post("review-decisions/undos", json!({ "decision_ids": [decision] })).await.expect(200);
    answer.json::<UndoResults>().results[0].problem
}

on_both! {
    async fn of_teacher_and_substitute_at_once_one_decides_and_the_other_reads_stale(city: City) {
        let (city, class, lin, wu, _) = two_reviewers(&city).await;
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN]).await;
        let approve = |id| approval(id, 1);
        let send_back = |id| return_(id, 1, "請補正");
        type Asked = fn(Uuid) -> Value;
        let pairs: [[Asked; 2]; 3] = [[approve, approve], [send_back, send_back], [approve, send_back]];
        for (one, pair) in sent.iter().zip(pairs) {
            let tries = (0..8).map(|turn: usize| {
                let teacher = if turn.is_multiple_of(2) { lin.clone() } else { wu.clone() };
                let decision = pair[turn % 2](one.id);
                async move { teacher.decide(&[decision]).await[0] }
            });
            let answers = all_at_once(tries).await;
            let of = |who: usize| answers.iter().skip(who).step_by(2).copied().collect::<Vec<_>>();
            let winner = usize::from(of(0)[0].is_some());
            assert_eq!(of(winner), [None; 4], "{answers:?}");
            assert_eq!(of(1 - winner), [Some("stale"); 4], "{answers:?}");

            let (winning, losing) = if winner == 0 { (&lin, &wu) } else { (&wu, &lin) };
            let made = decided(winning, pair[winner](one.id)).await.results[0].decision.expect("it stands");
            let undo_of = async |teacher: &Teacher| {
                grid(teacher, class, "decided").await.items.into_iter().find(|row| row.id == one.id).unwrap().undo
            };
            assert_eq!((undo_of(winning).await, undo_of(losing).await), (Some(made), None));
            assert_eq!(undo(losing, made.id).await, Some(ProblemCode::NotFound));
            assert_eq!(undo(winning, made.id).await, None);
        }
        assert_eq!(city.count("SELECT COUNT(*) FROM review_decisions").await, 3);
    }

    async fn whoever_lost_the_class_decides_and_takes_back_nothing_there(city: City) {
        let (city, class, lin, wu, (registrar, assignment)) = two_reviewers(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        let made = decided(&wu, approval(sent[0].id, 1)).await.results[0].decision.unwrap();
        registrar.delete(&assignment).await.expect(204);
        // The own class is still there.
        assert_ne!(wu.class().await.id, class);
        assert_eq!(wu.decide(&[approval(sent[1].id, 1), approval(sent[0].id, 1)]).await, [Some("not_found"); 2]);
        assert_eq!(undo(&wu, made.id).await, Some(ProblemCode::NotFound));
        assert_eq!(parent.application(sent[0].id).await.status, ApplicationStatus::Approved);
        assert_eq!(lin.decide(&[approval(sent[1].id, 1)]).await, [None]);

        // Whose only class it was isn't let in at all.
        let made = decided(&lin, approval(sent[1].id, 1)).await.results[0].decision.unwrap();
        city.sql("UPDATE homeroom_assignments SET ends_at = 1 WHERE account_id IN \
            (SELECT id FROM accounts WHERE email = 'lin@school.example.tw')").await;
        let body = json!({ "decisions": [approval(sent[1].id, 1)] });
        lin.post("review-decisions", body).await.problem(403, "not_allowed");
        let body = json!({ "decision_ids": [made.id] });
        lin.post("review-decisions/undos", body).await.problem(403, "not_allowed");
    }

    async fn a_class_that_ends_while_a_decision_waits_for_others_is_not_decided_about(city: City) {
        let (city, _, lin, wu, _) = two_reviewers(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let held = city.state.database.begin().await.unwrap();
        let child: Uuid = city.query("SELECT id FROM students WHERE name = '王小明'").await[0].try_get_by_index(0).unwrap();
        kinbind_api::features::roster::lock_students(&*held, [child]).await.unwrap();
        let waiting = tokio::spawn({
            let (wu, body) = (wu.clone(), json!({ "decisions": [approval(sent.id, 1)] }));
            async move { wu.post("review-decisions", body).await }
        });
        // Answered after it: by now it waits.
        for _ in 0..5 {
            lin.get("classes").await.expect(200);
        }
        city.advance(Duration::seconds(1));
        let now = city.state.now().unix_timestamp() * 1_000;
        let end = format!("UPDATE homeroom_assignments SET ends_at = {now} WHERE is_substitute");
        sea_orm::ConnectionTrait::execute_unprepared(&*held, &end).await.unwrap();
        held.commit().await.unwrap();
        let answer = waiting.await.unwrap().expect(200).json::<DecisionResults>();
        assert_eq!(answer.results[0].problem, Some(ProblemCode::NotFound));
        assert_eq!(parent.application(sent.id).await.status, ApplicationStatus::InReview);
    }

    async fn nobody_decides_about_an_own_application(city: City) {
        let (city, class, lin, wu, _) = two_reviewers(&city).await;
        let sent = city.applicant(LIN_SHUHUI.email).await.apply(&LIN_SHUHUI, &[XIAOMING]).await.remove(0);
        let other = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[YONGQING]).await.remove(0);
        let own = async |teacher: &Teacher| {
            let rows = grid(teacher, class, "pending").await.items;
            rows.into_iter().filter(|row| row.is_own).map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!((own(&lin).await, own(&wu).await), (vec![sent.id], vec![]));
        let batch = [approval(sent.id, 1), approval(other.id, 1)];
        assert_eq!(lin.decide(&batch).await, [Some("second_person_needed"), None]);
        assert_eq!(lin.decide(&[return_(sent.id, 1, "請補正")]).await, [Some("second_person_needed")]);
        assert_eq!(wu.decide(&[approval(sent.id, 1)]).await, [None]);
        assert_eq!(lin.decide(&[approval(sent.id, 1)]).await, [Some("second_person_needed")]);
    }

    async fn nobody_reads_what_lies_beside_an_own_application(city: City) {
        city.bound(&LI_GUOHUA, &[XIAOMING], &city.teacher("lin").await).await;
        let father = city.settled(&LI_GUOHUA).await;
        let (city, class, lin, wu, _) = two_reviewers(&city).await;
        let sent = city.applicant(LIN_SHUHUI.email).await.apply(&LIN_SHUHUI, &[XIAOMING]).await.remove(0);
        let submitted_at = json!(sent)["submitted_at"].clone();
        let objection = json!({ "application_id": sent.id, "submitted_at": submitted_at, "reason": "不認識" });
        father.post("binding-objections", objection).await.expect(201);
        let objection_on = async |teacher: &Teacher| {
            let rows = grid(teacher, class, "pending").await.items;
            rows.into_iter().find(|row| row.id == sent.id).unwrap().objection
        };
        assert_eq!((objection_on(&lin).await, objection_on(&wu).await), (None, Some(ObjectionState::Open)));
        let evidence = format!("review-applications/{}", sent.id);
        lin.get(&evidence).await.problem(404, "not_found");
        wu.get(&evidence).await.expect(200);
    }
}
