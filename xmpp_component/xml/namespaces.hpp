#pragma once

/// Every XML namespace that the component reads or writes, by the name its specification goes by.
namespace bascule::xmpp::ns {

inline constexpr const char* archive = "urn:xmpp:mam:2";                                      // XEP-0313
inline constexpr const char* archive_extended = "urn:xmpp:mam:2#extended";                    // XEP-0313, a feature
inline constexpr const char* avatar_data = "urn:xmpp:avatar:data";                            // XEP-0084
inline constexpr const char* avatar_metadata = "urn:xmpp:avatar:metadata";                    // XEP-0084
inline constexpr const char* bookmarks = "urn:xmpp:bookmarks:1";                              // XEP-0402
inline constexpr const char* capabilities = "http://jabber.org/protocol/caps";                // XEP-0115
inline constexpr const char* channel_search = "urn:xmpp:channel-search:0:search";             // XEP-0433
inline constexpr const char* channel_search_error = "urn:xmpp:channel-search:0:error";        // XEP-0433
inline constexpr const char* channel_search_form = "urn:xmpp:channel-search:0:search-params"; // XEP-0433
inline constexpr const char* client = "jabber:client";                                        // RFC 6120
inline constexpr const char* commands = "http://jabber.org/protocol/commands";                // XEP-0050
inline constexpr const char* component = "jabber:component:accept";                           // XEP-0114
inline constexpr const char* conference = "jabber:x:conference";                              // XEP-0249
inline constexpr const char* data_form = "jabber:x:data";                                     // XEP-0004
inline constexpr const char* delay = "urn:xmpp:delay";                                        // XEP-0203
inline constexpr const char* disco_info = "http://jabber.org/protocol/disco#info";            // XEP-0030
inline constexpr const char* disco_items = "http://jabber.org/protocol/disco#items";          // XEP-0030
inline constexpr const char* encryption = "urn:xmpp:eme:0";                                   // XEP-0380
inline constexpr const char* forward = "urn:xmpp:forward:0";                                  // XEP-0297
inline constexpr const char* gateway = "jabber:iq:gateway";                                   // XEP-0100
inline constexpr const char* hats = "urn:xmpp:hats:0";                                        // XEP-0317
inline constexpr const char* jid_escaping = "jid\\20escaping";                                // XEP-0106, a feature
inline constexpr const char* markup = "urn:xmpp:markup:0";                                    // XEP-0394
inline constexpr const char* message_ids = "urn:xmpp:sid:0";                                  // XEP-0359
inline constexpr const char* muc = "http://jabber.org/protocol/muc";                          // XEP-0045
inline constexpr const char* muc_admin = "http://jabber.org/protocol/muc#admin";              // XEP-0045
inline constexpr const char* muc_owner = "http://jabber.org/protocol/muc#owner";              // XEP-0045
inline constexpr const char* muc_room_info = "http://jabber.org/protocol/muc#roominfo";       // XEP-0045
inline constexpr const char* muc_self_ping = "http://jabber.org/protocol/muc#self-ping-optimization"; // XEP-0410
inline constexpr const char* muc_stable_id = "http://jabber.org/protocol/muc#stable_id";              // XEP-0045
inline constexpr const char* muc_traffic = "http://jabber.org/protocol/muc#traffic";                  // XEP-0045
inline constexpr const char* muc_user = "http://jabber.org/protocol/muc#user";                        // XEP-0045
inline constexpr const char* nick = "http://jabber.org/protocol/nick";                                // XEP-0172
inline constexpr const char* occupant_id = "urn:xmpp:occupant-id:0";                                  // XEP-0421
inline constexpr const char* omemo = "urn:xmpp:omemo:2";                                              // XEP-0384
inline constexpr const char* omemo_legacy = "eu.siacs.conversations.axolotl";          // XEP-0384 before 0.4
inline constexpr const char* openpgp = "urn:xmpp:openpgp:0";                           // XEP-0373
inline constexpr const char* openpgp_legacy = "jabber:x:encrypted";                    // XEP-0027
inline constexpr const char* own_bookmark = "urn:bascule:bookmark:0";                  // see PersonalBookmarks
inline constexpr const char* ping = "urn:xmpp:ping";                                   // XEP-0199
inline constexpr const char* privilege = "urn:xmpp:privilege:2";                       // XEP-0356
inline constexpr const char* privilege_legacy = "urn:xmpp:privilege:1";                // XEP-0356 before 0.3
inline constexpr const char* pubsub = "http://jabber.org/protocol/pubsub";             // XEP-0060
inline constexpr const char* pubsub_event = "http://jabber.org/protocol/pubsub#event"; // XEP-0060
inline constexpr const char* receipts = "urn:xmpp:receipts";                           // XEP-0184
inline constexpr const char* register_in_band = "jabber:iq:register";                  // XEP-0077
inline constexpr const char* result_set = "http://jabber.org/protocol/rsm";            // XEP-0059
inline constexpr const char* roster = "jabber:iq:roster";                              // RFC 6121 §2
inline constexpr const char* search = "jabber:iq:search";                              // XEP-0055
inline constexpr const char* stanza_errors = "urn:ietf:params:xml:ns:xmpp-stanzas";    // RFC 6120 §8.3
inline constexpr const char* stream_errors = "urn:ietf:params:xml:ns:xmpp-streams";    // RFC 6120 §4.9
inline constexpr const char* streams = "http://etherx.jabber.org/streams";             // RFC 6120
inline constexpr const char* styling = "urn:xmpp:styling:0";                           // XEP-0393
inline constexpr const char* time = "urn:xmpp:time";                                   // XEP-0202
inline constexpr const char* validate = "http://jabber.org/protocol/xdata-validate";   // XEP-0122
inline constexpr const char* vcard = "vcard-temp";                                     // XEP-0054
inline constexpr const char* vcard_update = "vcard-temp:x:update";                     // XEP-0153
inline constexpr const char* version = "jabber:iq:version";                            // XEP-0092
inline constexpr const char* xhtml = "http://www.w3.org/1999/xhtml";                   // XEP-0071
inline constexpr const char* xhtml_im = "http://jabber.org/protocol/xhtml-im";         // XEP-0071
inline constexpr const char* xml = "http://www.w3.org/XML/1998/namespace"; // Rooms of ours, and how they are found.

} // namespace bascule::xmpp::ns
