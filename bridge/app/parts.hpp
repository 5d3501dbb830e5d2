#pragma once

#include "bridge/app/admin_listener.hpp"
#include "bridge/app/inbox_relay.hpp"
#include "bridge/app/metrics.hpp"
#include "bridge/bridge.hpp"
#include "bridge/media/media_bridge.hpp"
#include "bridge/media/media_listener.hpp"
#include "bridge/store/store.hpp"
#include "config/configuration.hpp"
#include "matrix_appservice/client/directory_client.hpp"
#include "matrix_appservice/client/directory_publisher.hpp"
#include "matrix_appservice/client/ghost_profiles.hpp"
#include "matrix_appservice/client/history_client.hpp"
#include "matrix_appservice/client/homeserver_client.hpp"
#include "matrix_appservice/client/media.hpp"
#include "matrix_appservice/client/notice_client.hpp"
#include "matrix_appservice/client/room_door_client.hpp"
#include "matrix_appservice/client/room_maker_client.hpp"
#include "matrix_appservice/client/sign_client.hpp"
#include "matrix_appservice/event_codec.hpp"
#include "matrix_appservice/listener/appservice_listener.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"
#include "xmpp_component/component.hpp"
#include "xmpp_component/iq/commands.hpp"
#include "xmpp_component/service/service_writer.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace bascule::app {

/// The parts of the running bridge, made from the configuration and joined together. Nothing runs yet. Throws
/// std::runtime_error where the configuration names something that cannot be used.
struct Parts {
    Parts(const boost::asio::any_io_executor& executor, const config::Configuration& configuration,
          bridge::Metrics& metrics);

    mapping::Names names;
    bridge::Policy policy;
    store::Store store;
    matrix::JsonEventCodec event_codec{matrix::Reading::everything};
    xmpp::XmlStanzaCodec stanza_codec{xmpp::Reading::everything};
    matrix::HomeserverClient homeserver;
    matrix::RoomDoorClient door;
    matrix::RoomMakerClient room_maker;
    matrix::DirectoryClient directory;
    matrix::HistoryClient history;
    matrix::MediaClient content_repository;
    matrix::GhostProfileClient profiles;
    matrix::NoticeClient notices;
    matrix::SignClient signs;
    matrix::DirectoryPublisher directory_publisher;
    InboxRelay inbox;
    xmpp::Component component;
    xmpp::ServiceWriter muc_service;
    media::SignedLinks file_links;
    media::HomeserverFiles homeserver_files;
    media::RemoteFiles remote_files;
    media::MediaBridge media_links;
    bridge::Bridge bridge;
    xmpp::AdHocCommands ad_hoc_commands;
    matrix::AppserviceListener listener;
    bridge::TaskGroup file_tasks;
    media::FileCache file_cache;
    media::MediaListener media_listener;
};

} // namespace bascule::app
