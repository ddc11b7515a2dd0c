//! Families and teachers of the demo city (`api/demo-city/README.md`).

use serde_json::{Value, json};

/// What a parent types to find a child.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    pub national_id: &'static str,
    pub level: &'static str,
    pub school_code: &'static str,
}

impl Child {
    pub fn lookup(&self) -> Value {
        json!({ "national_id": self.national_id, "level": self.level, "school_code": self.school_code })
    }
}

const fn child(national_id: &'static str, level: &'static str, school_code: &'static str) -> Child {
    Child { national_id, level, school_code }
}

// 市立內湖國小 五年一班, of teacher `lin`.

/// 王小明
pub const XIAOMING: Child = child("A105860338", "elementary", "403601");
/// 李詠晴
pub const YONGQING: Child = child("A253316441", "elementary", "403601");
/// 𠮷宥辰
pub const YOUCHEN: Child = child("A157450782", "elementary", "403601");
/// 阮明安
pub const MINGAN: Child = child("A118538541", "elementary", "403601");
/// 張采潔: both parents are bound.
pub const CAIJIE: Child = child("A250681405", "elementary", "403601");

// 市立三民國中 七年三班, of teacher `chang`.

/// 王大恩
pub const DAEN: Child = child("F130648827", "junior_high", "403503");
/// 林可昕: her mother is teacher `lin`.
pub const KEXIN: Child = child("A221251724", "junior_high", "403503");

// 市立內湖高中 一年五班, of teacher `cheng`.

/// 王品心
pub const PINXIN: Child = child("A208885562", "senior_high", "403301");

/// What a parent fills in.
#[derive(Debug, Clone, Copy)]
pub struct Parent {
    pub name: &'static str,
    pub national_id: &'static str,
    pub email: &'static str,
    pub mobile: &'static str,
}

impl Parent {
    pub fn form(&self) -> Value {
        json!({ "national_id": self.national_id, "name": self.name, "email": self.email, "mobile": self.mobile })
    }

    /// 身分證後六碼
    pub fn initial_password(&self) -> &'static str {
        &self.national_id[self.national_id.len() - 6..]
    }
}

const fn parent(name: &'static str, national_id: &'static str, email: &'static str, mobile: &'static str) -> Parent {
    Parent { name, national_id, email, mobile }
}

pub const WANG_DAMING: Parent = parent("王大明", "A123456789", "daming@example.com", "0912345678");
pub const LIN_MEIHUI: Parent = parent("林美惠", "A239234040", "meihui@example.com", "0987654321");
pub const LI_GUOHUA: Parent = parent("李國華", "B150183305", "guohua@example.com", "0922333444");
/// Homeroom teacher, and mother of [`KEXIN`]: she has an account.
pub const LIN_SHUHUI: Parent = parent("林淑惠", "A240131550", "shuhui.private@example.com", "0900000124");

/// What people of these tests choose; long, and nothing of their own in it.
pub const NEW_PASSWORD: &str = "梅花鹿 rides a slow train";
