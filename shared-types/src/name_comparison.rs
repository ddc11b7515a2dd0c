//! Two names of one person beside each other: a character may be written in two ways [T], and that is for people to judge.

use crate::person_name;
use serde::{Deserialize, Serialize};

codes! {
    /// Where the other name is from.
    NameSource {
        /// The account that the person has.
        Account = "account",
        /// The name that was typed as a signature.
        Signature = "signature",
    }
}

codes! {
    /// How a part of one name is to the same part of the other.
    NamePartKind {
        Same = "same",
        /// 異體字: the same character, written in another way.
        Variant = "variant",
        Different = "different",
    }
}

/// A run of characters at the same place of both names; either may be empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NamePart {
    pub kind: NamePartKind,
    pub applicant: String,
    pub other: String,
}

/// The applicant's name beside another one of the same person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NameComparison {
    pub source: NameSource,
    pub parts: Vec<NamePart>,
}

macro_rules! hide_in_debug {
    ($($type:ty),+) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("[redacted]")
            }
        }
    )+};
}
hide_in_debug!(NamePart, NameComparison);

/// Ways to write one character that are met in names in Taiwan; each group one character. Not whole: what isn't here is
/// shown as different, which a person then judges.
const VARIANTS: &str = "臺台 雲云 峰峯 群羣 啟啓 裡裏 晉晋 眾衆 教敎 溫温 說説 黃黄 產産 吳吴呉 淨净 勳勛 傑杰 恆恒 村邨 \
    雙双 贊讚 強强 真眞 慎愼 鎮鎭 青靑 清淸 靜靜静 郎郞 顏顔 內内 姊姉 並并竝 為爲 榮栄荣 煙烟 綠緑 錄録 線綫 繡綉 秋秌 棋碁 \
    游遊 志誌 周週 岳嶽 崑崐昆 坤堃 喆哲 涂凃塗 升昇陞 佑祐 采採 詠咏 同仝 姍姗 嫻嫺 秘祕 柏栢 雞鷄 鑑鑒 劍劎 歲歳 步歩 涼凉 \
    沖冲 敘敍叙 輝煇暉 燄焰 煥焕 瑤瑶 德徳 惠恵 聰聡 寬寛 寶宝寳 實実 龍龙竜 麗丽 國国 華华 萬万 學学 陳陈 張张 劉刘 楊杨 趙赵 \
    許许 鄭郑 謝谢 蕭萧 葉叶 蘇苏 盧卢 蔣蒋 韓韩 馮冯 鄧邓 羅罗 賴赖 鍾锺鐘钟 邱丘 蓮莲 鳳凤 蘭兰 儀仪 潔洁 豐丰 慶庆 憲宪 義义 \
    穎頴颖 彥彦 產産 姬姫 吉𠮷 高髙 德悳 妍姸 寧宁甯 虛虚 戶户 衛衞 銳鋭 閱閲 悅悦 脫脱 稅税 羨羡 館舘 鋪舖 糧粮";

/// The name beside another one of the same person; none where they are the same, however they are typed.
pub fn compare(source: NameSource, applicant: &str, other: &str) -> Option<NameComparison> {
    (!other.is_empty() && !person_name::is_same(applicant, other))
        .then(|| NameComparison { source, parts: parts(applicant, other) })
}

fn parts(applicant: &str, other: &str) -> Vec<NamePart> {
    let (ours, theirs): (Vec<char>, Vec<char>) = (applicant.chars().collect(), other.chars().collect());
    let mut parts = Vec::new();
    if ours.len() == theirs.len() {
        for (one, other) in ours.iter().zip(&theirs) {
            add(&mut parts, kind(*one, *other), &[*one], &[*other]);
        }
        return parts;
    }
    // One is longer: what both begin and end with stands, the rest between is different.
    let shorter = ours.len().min(theirs.len());
    let is_same = |pair: &(&char, &char)| kind(*pair.0, *pair.1) == NamePartKind::Same;
    let begin = ours.iter().zip(&theirs).take_while(is_same).count();
    let end = ours.iter().rev().zip(theirs.iter().rev()).take(shorter - begin).take_while(is_same).count();
    let (our_end, their_end) = (ours.len() - end, theirs.len() - end);
    add(&mut parts, NamePartKind::Same, &ours[..begin], &theirs[..begin]);
    add(&mut parts, NamePartKind::Different, &ours[begin..our_end], &theirs[begin..their_end]);
    add(&mut parts, NamePartKind::Same, &ours[our_end..], &theirs[their_end..]);
    parts
}

fn kind(one: char, other: char) -> NamePartKind {
    if one == other {
        NamePartKind::Same
    } else if VARIANTS.split_whitespace().any(|group| group.contains(one) && group.contains(other)) {
        NamePartKind::Variant
    } else {
        NamePartKind::Different
    }
}

/// One part more, or the last one longer.
fn add(parts: &mut Vec<NamePart>, kind: NamePartKind, ours: &[char], theirs: &[char]) {
    if ours.is_empty() && theirs.is_empty() {
        return;
    }
    match parts.last_mut().filter(|last| last.kind == kind) {
        Some(last) => {
            last.applicant.extend(ours);
            last.other.extend(theirs);
        }
        None => parts.push(NamePart { kind, applicant: ours.iter().collect(), other: theirs.iter().collect() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(applicant: &str, other: &str) -> String {
        let part = |part: NamePart| format!("{}:{}={}", part.kind.code(), part.applicant, part.other);
        let comparison = compare(NameSource::Account, applicant, other).unwrap();
        comparison.parts.into_iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_variant_is_told_from_another_character() {
        assert_eq!(shown("林云峯", "林雲峰"), "same:林=林 variant:云峯=雲峰");
        assert_eq!(shown("林淑惠", "林淑慧"), "same:林淑=林淑 different:惠=慧");
        assert_eq!(shown("𠮷美惠", "吉美慧"), "variant:𠮷=吉 same:美=美 different:惠=慧");
    }

    #[test]
    fn of_names_of_two_lengths_both_ends_stand() {
        assert_eq!(shown("歐陽明", "歐陽小明"), "same:歐陽=歐陽 different:=小 same:明=明");
        assert_eq!(shown("王王", "王王王"), "same:王王=王王 different:=王");
        assert_eq!(shown("阮氏秋", "NGUYEN THI THU"), "different:阮氏秋=NGUYEN THI THU");
    }

    #[test]
    fn the_same_name_typed_another_way_is_nothing_to_look_at() {
        for (one, other) in [("王大明", " 王大明"), ("Nguyễn Thị Thu", "NGUYEN THI THU"), ("臺生", "台生"), ("王", "")]
        {
            assert_eq!(compare(NameSource::Account, one, other), None);
        }
    }

    #[test]
    fn no_character_stands_alone_in_its_group() {
        assert!(VARIANTS.split_whitespace().all(|group| group.chars().count() > 1));
    }

    proptest! {
        #[test]
        fn the_parts_make_up_both_names(one in "[王林云雲峰峯A]{0,5}", other in "[王林云雲峰峯A]{0,5}") {
            let parts = parts(&one, &other);
            prop_assert_eq!(parts.iter().map(|part| part.applicant.as_str()).collect::<String>(), one);
            prop_assert_eq!(parts.iter().map(|part| part.other.as_str()).collect::<String>(), other);
        }
    }
}
