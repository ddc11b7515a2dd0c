//! 同意紀錄: what somebody answered, to which text, when and from where.

use super::*;
use serde_json::json;
use shared_types::consent::{ConsentAnswer, ConsentChannel, ConsentDocument};
use time::Duration;

on_both! {
    async fn an_applicant_sees_the_answers_of_the_verified_address_the_newest_first(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        assert_eq!(ledger(&parent).await, []);
        let no = parent.answer_consent("refused").await;
        city.advance(Duration::minutes(2));
        let yes = city.applicant(WANG_DAMING.email).await.answer_consent("accepted").await;
        let seen = ledger(&parent).await;
        assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [yes, no]);
        assert_eq!(seen[0].answer, ConsentAnswer::Accepted);
        assert_eq!((seen[0].version, seen[0].address_masked.as_str()), (1, "d***@example.com"));
        assert!(seen[0].answered_at > seen[1].answered_at && seen[0].withdrawn_at.is_none());
        assert_eq!(ledger(&city.applicant(LI_GUOHUA.email).await.client).await, []);
        city.client().get("consent-records").await.problem(401, "not_signed_in");
    }

    async fn the_text_that_was_answered_can_be_read_for_ever(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.answer_consent("accepted").await;
        let record = ledger(&parent).await.remove(0);
        answers::publish_version_2(&city).await;
        let path = format!("consent-documents/{}", record.consent_document_id);
        let document: ConsentDocument = city.client().get(&path).await.expect(200).json();
        assert_eq!((document.version, document.text_sha256), (1, record.text_sha256));
        city.client().get(&format!("consent-documents/{}", city.state.new_id())).await.problem(404, "not_found");
        city.client().get("consent-documents/one").await.problem(400, "malformed_parameter");
    }

    async fn an_account_sees_what_it_answered_and_what_its_applications_rest_on(city: City) {
        let lin = city.teacher("lin").await;
        city.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        // Answered with the same mailbox, by somebody else: no concern of the account's.
        city.advance(Duration::minutes(2));
        city.applicant(WANG_DAMING.email).await.answer_consent("refused").await;
        let guardian = city.settled(&WANG_DAMING).await;
        let first = ledger(&guardian).await;
        assert_eq!(first.len(), 1);
        // From the account, without a code.
        guardian.post_nothing("applicant-sessions").await.expect(201);
        let from_account = Applicant { client: guardian.clone() };
        let second = from_account.answer_consent("accepted").await;
        guardian.delete("applicant-sessions/current").await.expect(204);
        let seen = ledger(&guardian).await;
        assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [second, first[0].id]);
        let channels = [ConsentChannel::Account, ConsentChannel::Email];
        assert_eq!(seen.iter().map(|one| one.channel).collect::<Vec<_>>(), channels);
        assert_eq!((seen[0].students_masked.len(), seen[1].students_masked.as_slice()), (0, ["王○明".to_owned()].as_slice()));
        assert_eq!(ledger(&lin).await, []);
        let initial = city.bound(&LIN_MEIHUI, &[XIAOMING], &lin).await;
        assert_eq!(initial.len(), 1);
        let client = city.signed_in(LIN_MEIHUI.email, LIN_MEIHUI.initial_password()).await;
        client.get("consent-records").await.problem(403, "password_change_required");
    }

    async fn an_answer_is_one_persons_also_where_two_share_a_visit(city: City) {
        let visit = city.applicant(WANG_DAMING.email).await;
        let sent = visit.apply(&WANG_DAMING, &[XIAOMING]).await;
        let record = ledger(&visit).await.remove(0).id;
        let mut form = visit.form(&LIN_MEIHUI, &[DAEN]).await;
        let own = form["consent_record_id"].clone();
        form["consent_record_id"] = json!(record);
        let refused = visit.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/consent_record_id", "required")]);
        form["consent_record_id"] = own;
        visit.post("binding-applications", form).await.expect(201);
        // The same person's next child may rest on it.
        let mut form = visit.form(&WANG_DAMING, &[PINXIN]).await;
        form["consent_record_id"] = json!(record);
        visit.post("binding-applications", form).await.expect(201);
        city.teacher("lin").await.approve(&sent).await;
        city.work_outbox().await;
        let seen = ledger(&city.settled(&WANG_DAMING).await).await;
        let named: Vec<_> = seen.iter().flat_map(|one| one.students_masked.clone()).collect();
        assert_eq!(named, ["王○明", "王○心"]);
    }

    async fn an_answer_names_the_client_that_gave_it(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let document = parent.get("consent-documents/current").await.expect(200).value();
        let body = json!({ "consent_document_id": document["id"], "answer": "accepted" });
        let request = parent.request(reqwest::Method::POST, "consent-records").header("user-agent", "Kuke/1.0");
        parent.send(request.json(&body)).await.expect(201);
        assert_eq!(ledger(&parent).await[0].client, "Kuke/1.0");
    }
}
