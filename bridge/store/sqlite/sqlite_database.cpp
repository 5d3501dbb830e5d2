#include "bridge/store/sqlite/sqlite_database.hpp"

#include "bridge/ports/outage.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace bascule::store {

namespace {

// So that the first of many who wait is not kept waiting for the last.
constexpr std::ptrdiff_t most_batches_a_commit = 128;

} // namespace

SqliteDatabase::SqliteDatabase(boost::asio::any_io_executor executor, const SqliteFile& file, Tenancy tenancy)
    : executor_{std::move(executor)}, name_{file.name()} {
    if (tenancy == Tenancy::sole) {
        lock_.emplace(file);
    }
    connection_.emplace(file);
    thread_ = std::thread{[this] { work(); }};
}

SqliteDatabase::~SqliteDatabase() {
    stop();
}

Task<std::vector<Rows>> SqliteDatabase::execute(Batch batch) {
    const auto reply = std::make_shared<Reply>(executor_);
    {
        const std::lock_guard guard{mutex_};
        if (is_closed_) {
            throw bridge::Outage{"database " + name_ + " is closed"};
        }
        waiting_.push_back(Job{std::move(batch), reply});
    }
    changed_.notify_one();
    co_return co_await reply->wait();
}

Task<void> SqliteDatabase::close() {
    stop();
    connection_.reset();
    lock_.reset();
    co_return;
}

// Blocks for as long as the batches in hand take, which is what a clean end is worth.
void SqliteDatabase::stop() {
    {
        const std::lock_guard guard{mutex_};
        is_closed_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void SqliteDatabase::work() {
    for (;;) {
        auto jobs = take_waiting();
        if (jobs.empty()) {
            return;
        }
        run(std::move(jobs));
    }
}

// Empty only when the database is closed and nothing waits.
std::vector<SqliteDatabase::Job> SqliteDatabase::take_waiting() {
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [this] { return is_closed_ || !waiting_.empty(); });
    const auto count = std::min(most_batches_a_commit, std::ssize(waiting_));
    const auto end = std::next(waiting_.begin(), count);
    std::vector<Job> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return taken;
}

void SqliteDatabase::run(std::vector<Job> jobs) {
    std::vector<Batch> batches;
    std::vector<std::shared_ptr<Reply>> replies;
    for (auto& job : jobs) {
        batches.push_back(std::move(job.batch));
        replies.push_back(std::move(job.reply));
    }
    auto outcomes = connection_->run(batches);
    boost::asio::post(executor_, [replies = std::move(replies), outcomes = std::move(outcomes)]() mutable {
        for (std::size_t at = 0; at < replies.size(); ++at) {
            replies[at]->set(std::move(outcomes[at]));
        }
    });
}

} // namespace bascule::store
