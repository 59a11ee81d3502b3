package insight

import (
	"github.com/tillmate/tillmate/conversation"
	"github.com/tillmate/tillmate/knowledge"
)

// The texts of the weekly message. Verbs are filled in by fmt.
var (
	weeklyHead = knowledge.Text{
		ZH: "知识周报 %s 至 %s\n新问题 %d 个，商户说解决了 %d 个，转人工 %d 个。",
		EN: "The knowledge, %s to %s\nNew cases %d, solved by the merchant's word %d, handed to a person %d.",
	}
	weeklyGapsHead     = knowledge.Text{ZH: "缺什么", EN: "What is missing"}
	weeklyArticlesHead = knowledge.Text{ZH: "效果最差的文章", EN: "Articles with the worst outcomes"}
	weeklyWordsHead    = knowledge.Text{ZH: "新的说法（文章里有，但没认出来）", EN: "New phrasings (an article knows it, but was not found)"}
	weeklyArticle      = knowledge.Text{
		ZH: "%s：给出 %d 次，解决 %d，没解决 %d，转人工 %d",
		EN: "%s: shown %d, solved %d, not solved %d, to a person %d",
	}
	weeklyWrite = knowledge.Text{ZH: "写一篇文章", EN: "write an article"}
	weeklyMend  = knowledge.Text{ZH: "改进文章：%s", EN: "mend the article: %s"}
	weeklyFoot  = knowledge.Text{
		ZH: "全部：tillmate gaps；把说法加进文章：tillmate gaps add 编号 --to 文章。",
		EN: "All of it: tillmate gaps. To add a phrasing: tillmate gaps add ID --to ARTICLE.",
	}
)

func gapNames() map[conversation.GapKind]knowledge.Text {
	return map[conversation.GapKind]knowledge.Text{
		conversation.GapNoHit:     {ZH: "没找到", EN: "not found"},
		conversation.GapNone:      {ZH: "都不是", EN: "none of these"},
		conversation.GapUnhelpful: {ZH: "没帮上", EN: "did not help"},
		conversation.GapEscalated: {ZH: "转了人工", EN: "to a person"},
	}
}
