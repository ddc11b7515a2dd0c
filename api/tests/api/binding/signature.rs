//! 電子簽名: drawn, typed, and what is neither.

use crate::support::*;
use kinbind_api::features::binding::signing;
use serde_json::{Value, json};
use shared_types::{List, application::BindingApplication};

fn drawn(strokes: Value) -> Value {
    json!({ "kind": "drawn", "width": 300, "height": 150, "strokes": strokes })
}

on_both! {
    async fn a_name_can_be_typed_instead_of_drawn(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["signature"] = json!({ "kind": "typed", "name": "王大明" });
        parent.post("binding-applications", form).await.expect(201);
    }

    async fn a_typed_signature_is_the_signers_own_name(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["signature"] = json!({ "kind": "typed", "name": "王小明" });
        let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/signature", "other_name")]);
        form["signature"] = json!({ "kind": "typed", "name": " 王　大 明 " });
        let sent: List<BindingApplication> = parent.post("binding-applications", form).await.expect(201).json();
        let id = sent.items[0].id;
        city.teacher("lin").await.send_back(&sent.items[0], "姓名與證件不同").await;
        let mut correction = json!({
            "version": 2,
            "relationship": "father",
            "applicant": { "name": "王大名", "email": WANG_DAMING.email, "mobile": WANG_DAMING.mobile },
            "signature": { "kind": "typed", "name": "王大明" },
        });
        // The name as corrected.
        let refused = parent.post(&resubmissions(id), &correction).await.problem(422, "invalid_fields");
        refused.fields(&[("/signature", "other_name")]);
        correction["signature"]["name"] = json!("王大名");
        parent.post(&resubmissions(id), correction).await.expect(200);
    }

    async fn a_typed_signature_tells_nobody_the_name_of_an_account(city: City) {
        let parent = city.applicant(LIN_SHUHUI.email).await;
        let mut form = parent.form(&LIN_SHUHUI, &[KEXIN]).await;
        form["signature"] = json!({ "kind": "typed", "name": "林叔惠" });
        parent.post("binding-applications", form).await.expect(201);
    }

    async fn what_cannot_be_a_signature_is_refused(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let tap = drawn(json!([[[10, 10]]]));
        let outside = drawn(json!([[[10, 10], [301, 10]]]));
        let strokes_101 = drawn(vec![json!([[1, 1], [200, 100]]); 101].into());
        let points_8001 = drawn(json!([vec![json!([1, 1]); 8001]]));
        let no_area = json!({ "kind": "drawn", "width": 0, "height": 150, "strokes": [] });
        let no_name = json!({ "kind": "typed", "name": " " });
        for (signature, code) in [
            (tap, "required"),
            (outside, "format"),
            (strokes_101, "too_many"),
            (points_8001, "too_many"),
            (no_area, "format"),
            (no_name, "required"),
        ] {
            form["signature"] = signature;
            let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
            refused.fields(&[("/signature", code)]);
        }
        for malformed in [
            json!({ "kind": "photo", "png": "iVBORw0KGgo=" }),
            drawn(json!([[[-1, 10], [100, 10]]])),
            drawn(json!([[[0.5, 10], [100, 10]]])),
            json!({ "kind": "typed", "name": "王大明", "strokes": [] }),
        ] {
            form["signature"] = malformed;
            parent.post("binding-applications", &form).await.problem(400, "malformed_body");
        }
    }

    async fn the_longest_signature_fits_in_a_body(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let stroke: Vec<_> = (0..80).map(|i| json!([4000 + i, 4000 + i])).collect();
        form["signature"] = json!({ "kind": "drawn", "width": 4096, "height": 4096, "strokes": vec![stroke; 100] });
        parent.post("binding-applications", form).await.expect(201);
    }

    async fn the_evidence_of_a_signature_holds_what_was_signed_and_how_the_signer_came_in(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        let text = parent.get("consent-documents/current").await.expect(200).value();
        let kept = signing::newest(&city.state, city.state.database.reader(), sent.id).await.unwrap();
        let evidence = kept.expect("it is what we signed");
        assert_eq!((evidence.application_id, evidence.application_version), (sent.id, 1));
        assert_eq!(evidence.consent_text_sha256, text["text_sha256"]);
        assert_eq!(evidence.signed_at, sent.submitted_at);
        assert_eq!(serde_json::to_value(&evidence.signature).unwrap(), drawn_signature());
        assert_eq!(evidence.signed_in.channel.as_deref(), Some("email"));
        assert!(evidence.signed_in.applicant_session.is_some() && evidence.signed_in.address_index.is_some());
    }

    async fn evidence_that_somebody_changed_in_the_database_is_found(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING]).await;
        assert_eq!(signing::check_all(&city.state).await.unwrap(), (2, vec![]));
        // Another version than the one that was signed.
        city.sql("UPDATE application_signatures SET application_version = application_version + 1").await;
        let (count, mut wrong) = signing::check_all(&city.state).await.unwrap();
        wrong.sort();
        let mut all: Vec<_> = sent.iter().map(|one| one.id).collect();
        all.sort();
        assert_eq!((count, wrong), (2, all));
    }

    async fn answers_that_somebody_changed_after_they_were_signed_are_found(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        city.teacher("lin").await.send_back(&sent, "請填寫全名").await;
        parent.send_again(sent.id, &WANG_DAMING, "father").await.expect(200);
        assert_eq!(signing::check_all(&city.state).await.unwrap(), (2, vec![]));
        city.sql("UPDATE binding_applications SET relationship = 'mother'").await;
        assert_eq!(signing::check_all(&city.state).await.unwrap(), (2, vec![sent.id]));
    }
}
